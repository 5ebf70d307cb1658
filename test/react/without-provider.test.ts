// What the hooks do where no provider stands above them: they use what stands at window.igEvents.
import { act, createElement } from 'react';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createIgEvents } from '../../src/main/index.js';
import { type PageEvents, useIgCustomEvents, useIgEvents, useIgStatus, useIgTrack } from '../../src/main/react.js';
import { runningPipelines } from '../../src/main/running-pipelines.js';
import { emptyPage, newPath, quietPipeline, viewsIn } from './quiet-pipeline.js';
import { render } from './render.js';

function Tracked({ path }: { path: string }): null {
  useIgTrack({ location: path });
  return null;
}

function Installed(): null {
  useIgCustomEvents();
  return null;
}

describe('without a provider', () => {
  it('page views wait in a stub, and the pipeline that comes takes them with time and page', async () => {
    emptyPage();
    const { settings, pushed } = quietPipeline();
    const path = newPath();
    await render(createElement(Tracked, { path }));
    expect(viewsIn(window.igEvents as [])).toEqual([path]);
    expect(window.igEvents).toHaveProperty('calls', [
      [expect.anything(), expect.any(Number), document.URL, document.referrer, document.title],
    ]);
    createIgEvents(settings);
    expect(viewsIn(pushed)).toEqual([path]);
    // The pipeline goes on from the stub's last path.
    await render(createElement(Tracked, { path }));
    expect(viewsIn(pushed)).toEqual([path]);
  });

  it('a queue that is there already is used, whoever has put it there', async () => {
    const got: unknown[] = [];
    Reflect.set(window, 'igEvents', { push: (event: unknown) => void got.push(event) });
    onTestFinished(emptyPage);
    await render(createElement(Tracked, { path: newPath() }));
    expect(got).toHaveLength(1);
  });

  it('an element with the id igEvents is no queue', async () => {
    emptyPage();
    onTestFinished(emptyPage);
    const element = document.body.appendChild(document.createElement('form'));
    onTestFinished(() => element.remove());
    element.id = 'igEvents';
    await render(createElement(Tracked, { path: newPath() }));
    expect(window.igEvents).toHaveLength(1);
  });

  it('useIgCustomEvents makes a pipeline once, replays what was pushed before, and leaves it when it is unmounted', async () => {
    emptyPage();
    let installs = 0;
    const listening = new AbortController();
    addEventListener('igevents:ready', () => installs++, { signal: listening.signal });
    window.igEvents = [{ event: 'early' }];
    const { unmount } = await render([createElement(Installed, { key: 'a' }), createElement(Installed, { key: 'b' })]);
    await unmount();
    const installed = window.igEvents;
    const client = createIgEvents();
    onTestFinished(async () => {
      listening.abort();
      await client.close();
      emptyPage();
    });
    expect(installed).toBe(client);
    expect(installs).toBe(1);
    expect((await client.status()).page.pushed).toBe(1);
  });

  it('useIgCustomEvents leaves a pipeline alone that stands there already', async () => {
    emptyPage();
    const client = createIgEvents(quietPipeline().settings);
    await render(createElement(Installed));
    expect(window.igEvents).toBe(client);
    expect([...runningPipelines().values()]).toEqual([client]);
  });

  it('what is asked before there is a pipeline waits for it, and numbers follow', async () => {
    emptyPage();
    const { settings, pushed } = quietPipeline();
    let events: PageEvents | undefined;
    function Status(): string {
      events = useIgEvents();
      const { pipeline, pushed: count } = useIgStatus();
      return `${pipeline} ${count}`;
    }
    const { container } = await render(createElement(Status));
    expect(container.textContent).toBe('off 0');
    expect(events?.pipeline()).toBeUndefined();
    events?.identify('account-1');
    const client = await act(async () => createIgEvents(settings));
    expect(events?.pipeline()).toBe(client);
    expect(pushed).toMatchObject([{ event: 'identify' }]);
    expect(container.textContent).toBe('off 1');
  });

  it('a tracked event has its id at once, and its fate when there is a pipeline', async () => {
    emptyPage();
    let events: PageEvents | undefined;
    function Page(): null {
      events = useIgEvents();
      return null;
    }
    await render(createElement(Page));
    const own = events?.track({ event: 'order', id: 'order-1' });
    const given = events?.track({ event: 'order' });
    expect([own?.id, given?.id]).toEqual(['order-1', expect.stringMatching(/^[\da-f]{32}$/)]);
    const { settings, pushed } = quietPipeline();
    const client = createIgEvents(settings);
    expect(pushed).toMatchObject([
      { id: 'order-1', timestamp: expect.any(Number) },
      { id: given?.id, timestamp: expect.any(Number) },
    ]);
    await client.setConsent('denied');
    await expect(own?.settled).resolves.toEqual({ state: 'dropped', reason: 'consent' });
    await expect(given?.durable).resolves.toEqual({ state: 'dropped', reason: 'consent' });
  });
});
