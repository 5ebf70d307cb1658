// The link with doubles of its hosts: the far end of the data plane is a real port, and what it does is the test's.
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ControlPlane } from '../../src/main/pipeline-host.js';
import { openPipelineLink, type PipelineLink } from '../../src/main/pipeline-link.js';
import type { OpenRequest } from '../../src/shared/protocol.js';
import { type HeldPushes, heldPushes } from '../support/held-pushes.js';
import { createManualClock, type ManualClock } from '../support/manual-clock.js';

/** One start, seen from its far end. */
interface Start {
  thread: 'worker' | 'page';
  request: OpenRequest;
  /** Messages that have come down the data plane. */
  messages: string[];
  port: MessagePort;
  /** Lets the handshake succeed or fail. */
  open(): void;
  refuse(error: Error): void;
  /** An error that nobody caught there. */
  raise(message: string): void;
  hasEnded: boolean;
}

interface Page {
  clock: ManualClock;
  held: HeldPushes;
  link: PipelineLink;
  starts: Start[];
  states: string[];
  troubles: string[];
  push(n: number): void;
  last(): Start;
}

function openPage({ isAnswering = true }: { isAnswering?: boolean } = {}): Page {
  const clock = createManualClock();
  const held = heldPushes();
  const starts: Start[] = [];
  const states: string[] = [];
  const troubles: string[] = [];
  let durable = 0;

  const link = openPipelineLink({
    held,
    schedule: clock.schedule,
    listener: { onProblem: () => {}, onOutbox: () => {}, onWithdrawn: () => {}, onFate: () => {} },
    makeRequest: () => ({ pageId: 'p', settings: { endpoint: 'http://c', site: 's' }, durable, mark: undefined, grantedAt: 0 }),
    onDurable(n) {
      durable = n;
      held.release(n);
    },
    onState: (state, thread) => states.push(`${state} ${thread}`),
    onTrouble: (message) => troubles.push(message),
    makeHost: (thread, onError) => ({
      open: (request, port) =>
        new Promise((resolve, reject) => {
          const start: Start = {
            thread,
            request,
            messages: [],
            port,
            open: () => resolve(controlPlane()),
            refuse: reject,
            raise: onError,
            hasEnded: false,
          };
          port.onmessage = ({ data }) => {
            start.messages.push(data);
            if (isAnswering && data === '') port.postMessage(request.durable);
          };
          onTestFinished(() => port.close());
          starts.push(start);
        }),
      end() {
        const start = starts.at(-1);
        if (start) start.hasEnded = true;
      },
    }),
  });
  onTestFinished(() => link.end());

  return {
    clock,
    held,
    link,
    starts,
    states,
    troubles,
    push(n) {
      held.hold(n, `event ${n}`);
      link.post();
    },
    last() {
      const start = starts.at(-1);
      if (!start) throw new Error('Nothing was started.');
      return start;
    },
  };
}

/** A control plane that knows one call. */
function controlPlane(): ControlPlane {
  const refuse = (): Promise<never> => Promise.reject(new Error('not in this test'));
  return {
    open: refuse,
    flush: refuse,
    status: refuse,
    recover: refuse,
    setOnline: async () => {},
    hide: refuse,
    close: refuse,
    deadLetters: refuse,
    requeue: async () => 7,
    purge: refuse,
    withdraw: refuse,
    erase: refuse,
    inspect: refuse,
    exportEvents: refuse,
  };
}

async function openedPage(...options: Parameters<typeof openPage>): Promise<Page> {
  const page = openPage(...options);
  page.last().open();
  await vi.waitFor(() => expect(page.states.at(-1)).toBe('running worker'));
  return page;
}

const whenStarted = (page: Page, count: number): Promise<void> => vi.waitFor(() => expect(page.starts).toHaveLength(count));
const whenCame = (start: Start, ...messages: string[]): Promise<void> => vi.waitFor(() => expect(start.messages).toEqual(messages));

describe('pipeline-link', () => {
  it('goes from the worker to a second one, to the page, and pauses for five minutes, again and again', async () => {
    const page = openPage();
    for (let round = 0; round < 2; round++) {
      for (let failure = 1; failure <= 3; failure++) {
        page.last().refuse(new Error('no'));
        await vi.waitFor(() => expect(page.troubles).toHaveLength(round * 3 + failure));
      }
      expect(page.states.at(-1)).toBe('failed page');
      expect(page.clock.waits()).toEqual([300_000]);
      page.clock.advance(300_000);
    }
    expect(page.starts.map(({ thread }) => thread)).toEqual(['worker', 'worker', 'page', 'worker', 'worker', 'page', 'worker']);
    expect(page.starts.map(({ hasEnded }) => hasEnded)).toEqual([true, true, true, true, true, true, false]);
  });

  it('ends the pause when the connection comes back, and only the pause', async () => {
    const page = openPage();
    page.link.retry();
    expect(page.starts).toHaveLength(1);
    for (let failure = 1; failure <= 3; failure++) {
      page.last().refuse(new Error('no'));
      await vi.waitFor(() => expect(page.troubles).toHaveLength(failure));
    }
    page.link.retry();
    expect(page.starts.at(3)).toMatchObject({ thread: 'worker' });
    page.link.retry();
    expect(page.starts).toHaveLength(4);
  });

  it('takes an error before the handshake for the end of the worker', async () => {
    const page = openPage();
    page.last().raise('');
    expect(page.starts).toHaveLength(2);
    expect(page.starts[0]?.hasEnded).toBe(true);
    expect(page.troubles).toEqual(['The pipeline failed on the worker thread: its script could not be loaded. A new worker is started.']);
  });

  it('takes a handshake that is not answered within twenty seconds for the end of the worker', () => {
    const page = openPage({ isAnswering: false });
    page.clock.advance(19_999);
    expect(page.starts).toHaveLength(1);
    page.clock.advance(1);
    expect(page.starts).toHaveLength(2);
    page.clock.advance(20_000);
    expect(page.last().thread).toBe('page');
  });

  it('gives a successor everything that is not durable, under the old numbers and in order, and goes on from there', async () => {
    const page = await openedPage();
    page.held.setContext('{"context":"home"}');
    page.push(1);
    page.push(2);
    await vi.waitFor(() => expect(page.last().messages).toHaveLength(3));
    page.last().port.postMessage(1);
    await vi.waitFor(() => expect(page.held.all()).toHaveLength(2));
    page.push(3);
    page.last().port.onmessage = null;
    page.clock.advance(20_000);
    await whenStarted(page, 2);
    page.push(4);
    expect(page.last().request.durable).toBe(1);
    await whenCame(page.last(), '{"context":"home"},\nevent 2,\nevent 3', 'event 4');
  });

  it('tells a successor the page context even when everything is durable', async () => {
    const page = await openedPage();
    page.held.setContext('{"context":"home"}');
    page.push(1);
    page.last().port.postMessage(1);
    await vi.waitFor(() => expect(page.held.isEmpty()).toBe(true));
    page.last().port.onmessage = null;
    page.link.wake();
    page.clock.advance(10_000);
    await whenStarted(page, 2);
    page.push(2);
    await whenCame(page.last(), '', '{"context":"home"},\nevent 2');
  });

  it('ignores what an ended worker still has to say', async () => {
    const page = openPage();
    const first = page.last();
    page.push(1);
    first.port.postMessage(1);
    first.raise('');
    page.last().open();
    await vi.waitFor(() => expect(page.states.at(-1)).toBe('running worker'));
    first.open();
    first.raise('late');
    expect(page.held.isEmpty()).toBe(false);
    expect(page.troubles).toHaveLength(1);
    expect(page.starts).toHaveLength(2);
  });

  it('keeps a worker that lives on after an error, and tells of it', async () => {
    const page = await openedPage();
    page.last().raise('boom');
    expect(page.troubles).toEqual(['The worker goes on after an error: boom.']);
    await vi.waitFor(() => expect(page.last().messages).toEqual(['', '']));
    page.clock.advance(60_000);
    expect(page.starts).toHaveLength(1);
  });

  it('gives up a worker that has an error and does not answer any more', async () => {
    const page = await openedPage({ isAnswering: false });
    page.last().raise('boom');
    page.clock.advance(10_000);
    expect(page.starts).toHaveLength(2);
  });

  it('does not watch while the page is hidden, and asks when it is seen again', async () => {
    const page = await openedPage({ isAnswering: false });
    page.link.sleep();
    page.push(1);
    page.clock.advance(3_600_000);
    expect(page.starts).toHaveLength(1);
    page.link.wake();
    page.clock.advance(10_000);
    expect(page.starts).toHaveLength(2);
  });

  it('gives a slow handshake its whole deadline though the page is seen again in the middle of it', () => {
    const page = openPage({ isAnswering: false });
    page.clock.advance(5_000);
    page.link.wake();
    page.clock.advance(14_999);
    expect(page.starts).toHaveLength(1);
  });

  it('notices a dead worker by a call that is not answered', async () => {
    const page = await openedPage({ isAnswering: false });
    const never = page.link.ask(() => new Promise<number>(() => {}), 100);
    page.clock.advance(20_000);
    expect(page.starts).toHaveLength(2);
    expect(await never).toBeUndefined();
  });

  it('leaves the pipeline on the page alone: the page cannot die without itself', async () => {
    const page = openPage({ isAnswering: false });
    page.last().raise('');
    page.last().raise('');
    page.last().open();
    await vi.waitFor(() => expect(page.states.at(-1)).toBe('running page'));
    page.push(1);
    page.link.wake();
    page.clock.advance(3_600_000);
    expect(page.starts).toHaveLength(3);
  });

  it('forgets a failure after ten good minutes', async () => {
    const page = openPage();
    page.last().raise('');
    page.last().open();
    await vi.waitFor(() => expect(page.states.at(-1)).toBe('running worker'));
    page.clock.advance(600_000);
    for (const thread of ['worker', 'page']) {
      page.last().port.onmessage = null;
      page.link.wake();
      page.clock.advance(10_000);
      expect(page.last().thread).toBe(thread);
      if (thread === 'page') return;
      page.last().open();
      await vi.waitFor(() => expect(page.states.at(-1)).toBe('running worker'));
    }
  });

  it('answers calls once the pipeline is open, and with nothing where it fails', async () => {
    const page = openPage();
    const asked = page.link.ask((api) => api.requeue(), 1_000);
    page.last().open();
    expect(await asked).toBe(7);
    expect(await page.link.ask((api) => api.purge(), 1_000)).toBeUndefined();
    page.link.end();
    expect(await page.link.ask((api) => api.requeue(), 1_000)).toBeUndefined();
  });

  it('keeps a call for the successor of a worker that could not start', async () => {
    const page = openPage();
    const asked = page.link.ask((api) => api.requeue(), 1_000);
    page.last().raise('');
    page.last().open();
    expect(await asked).toBe(7);
  });

  it('leaves no timer behind when it is ended', async () => {
    const page = await openedPage();
    page.push(1);
    page.link.end();
    expect(page.clock.waits()).toEqual([]);
    expect(page.last().hasEnded).toBe(true);
  });
});
