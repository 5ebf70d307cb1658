import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type UpdateWatch, type WaitingUpdate, watchUpdates } from '../../../src/main/service-worker/watch-updates.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

class GivenWorker extends EventTarget {
  state = 'installing';

  become(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

/** A registration and a page's container that the test moves through the states as a browser does. */
class GivenBrowser extends EventTarget {
  installing: GivenWorker | null = null;
  waiting: GivenWorker | null = null;
  active: GivenWorker | null = null;
  updates = 0;
  readonly container = Object.assign(new EventTarget(), { controller: null as GivenWorker | null });

  find(): GivenWorker {
    const worker = new GivenWorker();
    this.installing = worker;
    this.dispatchEvent(new Event('updatefound'));
    return worker;
  }

  install(worker: GivenWorker): void {
    const replaced = this.waiting;
    this.installing = null;
    this.waiting = worker;
    worker.become('installed');
    replaced?.become('redundant');
  }

  activate(worker: GivenWorker, isControlling = true): void {
    this.waiting = null;
    this.active = worker;
    worker.become('activating');
    if (isControlling) {
      this.container.controller = worker;
      this.container.dispatchEvent(new Event('controllerchange'));
    }
    worker.become('activated');
  }

  async update(): Promise<void> {
    this.updates += 1;
    throw new TypeError('no connection');
  }
}

function watch(browser: GivenBrowser, options: Partial<UpdateWatch> = {}) {
  const listening = new AbortController();
  const told: WaitingUpdate[] = [];
  const asked: unknown[] = [];
  watchUpdates({
    registration: browser as unknown as ServiceWorkerRegistration,
    container: browser.container as unknown as ServiceWorkerContainer,
    onUpdate: (update) => told.push(update),
    skipWaiting: (worker) => asked.push(worker),
    everyMs: undefined,
    signal: listening.signal,
    ...options,
  });
  return { told, asked, close: () => listening.abort() };
}

/** One whose first version controls the page. */
function installed(): GivenBrowser {
  const browser = new GivenBrowser();
  const worker = new GivenWorker();
  browser.activate(worker);
  return browser;
}

describe('watchUpdates', () => {
  it('tells each version that waits once, however many come', () => {
    const browser = installed();
    const { told } = watch(browser);
    for (const count of [1, 2, 3]) {
      browser.install(browser.find());
      vi.advanceTimersByTime(1_000);
      expect(told).toHaveLength(count);
    }
  });

  it('tells a version that has waited since before', () => {
    const browser = installed();
    browser.install(browser.find());
    expect(watch(browser).told).toHaveLength(1);
  });

  it('tells nothing of the first version, nor of one that takes over by itself', () => {
    const browser = new GivenBrowser();
    const { told } = watch(browser);
    const first = browser.find();
    browser.install(first);
    vi.advanceTimersByTime(1_000);
    browser.activate(first, false);
    const second = browser.find();
    browser.install(second);
    browser.activate(second);
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([]);
  });

  it('goes on where the callback throws', () => {
    const browser = installed();
    let calls = 0;
    watch(browser, {
      onUpdate() {
        calls += 1;
        throw new Error('broken');
      },
    });
    for (let n = 0; n < 2; n += 1) {
      browser.install(browser.find());
      vi.advanceTimersByTime(1_000);
    }
    expect(calls).toBe(2);
  });

  it('fulfils accept when the version controls the page', async () => {
    const browser = installed();
    const { told, asked } = watch(browser);
    const next = browser.find();
    browser.install(next);
    vi.advanceTimersByTime(1_000);
    const accepted = told[0]?.accept();
    expect(asked).toEqual([next]);
    let isAccepted = false;
    void accepted?.then(() => {
      isAccepted = true;
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(isAccepted).toBe(false);
    browser.activate(next);
    expect(await accepted).toBe(true);
    expect(await told[0]?.accept()).toBe(true);
    expect(asked).toEqual([next]);
  });

  it('asks the newest where another version came after the one that was told', async () => {
    const browser = installed();
    const { told, asked } = watch(browser);
    browser.install(browser.find());
    vi.advanceTimersByTime(1_000);
    const newest = browser.find();
    browser.install(newest);
    const accepted = told[0]?.accept();
    browser.activate(newest);
    expect(await accepted).toBe(true);
    expect(asked).toEqual([newest]);
  });

  it('fulfils accept with false when the version does not listen', async () => {
    const browser = installed();
    const { told } = watch(browser);
    browser.install(browser.find());
    vi.advanceTimersByTime(1_000);
    const accepted = told[0]?.accept();
    await vi.advanceTimersByTimeAsync(100_000);
    expect(await accepted).toBe(false);
  });

  it('looks for new versions as often as it is told to, with a connection or without, until it is closed', async () => {
    const browser = installed();
    const { close } = watch(browser, { everyMs: 1_000 });
    await vi.advanceTimersByTimeAsync(3_500);
    expect(browser.updates).toBe(3);
    close();
    await vi.advanceTimersByTimeAsync(3_500);
    expect(browser.updates).toBe(3);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([0, Number.POSITIVE_INFINITY, Number.NaN])('never looks by itself where the interval is %s', async (everyMs) => {
    const browser = installed();
    watch(browser, { everyMs });
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(browser.updates).toBe(0);
  });

  it('tells nothing after it is closed', () => {
    const browser = installed();
    const { told, close } = watch(browser);
    const next = browser.find();
    browser.install(next);
    close();
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([]);
  });
});
