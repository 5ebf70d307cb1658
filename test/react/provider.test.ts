// The provider, and what its children use of its pipeline.
import { act, createElement, type ReactNode } from 'react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createIgEvents } from '../../src/main/index.js';
import { IgEventsProvider, type PageEvents, useIgEvents, useIgStatus, useIgTrack } from '../../src/main/react.js';
import { newPath, quietPipeline } from './quiet-pipeline.js';
import { hydrate, render } from './render.js';

function Numbers(): string {
  const { pipeline, pushed } = useIgStatus();
  return `${pipeline} ${pushed}`;
}

describe('provider', () => {
  it('leaves its pipeline when it is unmounted, and finds it again', async () => {
    const { settings, pushed } = quietPipeline();
    const seen = new Set<unknown>();
    function Button(): null {
      const events = useIgEvents();
      seen.add(events);
      return null;
    }
    const shop = (): ReactNode => createElement(IgEventsProvider, { settings: { ...settings } }, createElement(Button));
    const { render: again, unmount } = await render(shop());
    const client = createIgEvents(settings);
    const close = vi.spyOn(client, 'close');
    await again(shop());
    await unmount();
    expect(close).not.toHaveBeenCalled();
    await render(shop());
    expect(window.igEvents).toBe(client);
    const [first, second] = [...seen] as PageEvents[];
    void first?.push({ event: 'one' });
    void second?.push({ event: 'two' });
    expect(pushed.map(({ event }) => event)).toEqual(['one', 'two']);
  });

  it('gives its children the same object at every render', async () => {
    const { settings } = quietPipeline();
    const seen: unknown[] = [];
    function Button(): null {
      seen.push(useIgEvents());
      return null;
    }
    const shop = (): ReactNode => createElement(IgEventsProvider, { settings: { ...settings } }, createElement(Button));
    const { render: again } = await render(shop());
    seen.length = 0;
    await again(shop());
    await again(shop());
    expect(seen.length).toBeGreaterThan(1);
    expect(new Set(seen).size).toBe(1);
  });

  it('takes a pipeline that the application has made', async () => {
    const { settings, pushed } = quietPipeline();
    const client = createIgEvents({ ...settings, installGlobal: false });
    function Page(): null {
      useIgTrack({ location: newPath() });
      return null;
    }
    await render(createElement(IgEventsProvider, { client }, createElement(Page)));
    expect(pushed).not.toEqual([]);
  });

  it('does not take the application down when its settings cannot work: the error is reported as uncaught, and pushes do nothing', async () => {
    const uncaught: unknown[] = [];
    const listening = new AbortController();
    const onError = (event: ErrorEvent): void => {
      event.preventDefault();
      event.stopImmediatePropagation();
      uncaught.push(event.error);
    };
    addEventListener('error', onError, { capture: true, signal: listening.signal });
    onTestFinished(() => listening.abort());
    let events: PageEvents | undefined;
    function Page(): string {
      events = useIgEvents();
      return 'the shop';
    }
    const { container } = await render(createElement(IgEventsProvider, { settings: { maxBatchEvents: 0 } }, createElement(Page)));
    expect(container.textContent).toBe('the shop');
    expect(uncaught).toMatchObject([{ name: 'IgEventsError', code: 'invalid-settings' }]);
    await expect(events?.push({ event: 'one' })).resolves.toBeUndefined();
  });

  it('shows what was pushed before there was a component to show it', async () => {
    const { settings } = quietPipeline();
    void createIgEvents(settings).push({ event: 'early' });
    await Promise.resolve();
    const { container } = await render(createElement(IgEventsProvider, { settings }, createElement(Numbers)));
    expect(container.textContent).toBe('off 1');
  });

  it('shows the numbers of a thousand pushes in one task with one more render', async () => {
    const { settings } = quietPipeline();
    let renders = 0;
    let events: PageEvents | undefined;
    function Status(): string {
      renders += 1;
      events = useIgEvents();
      return String(useIgStatus().pushed);
    }
    const { container } = await render(createElement(IgEventsProvider, { settings }, createElement(Status)));
    renders = 0;
    await act(async () => {
      for (let n = 0; n < 1_000; n++) void events?.push({ event: 'click' });
    });
    expect(container.textContent).toBe('1000');
    // StrictMode renders twice.
    expect(renders).toBeLessThanOrEqual(2);
  });

  it('takes over what a server has rendered without a difference', async () => {
    const { settings, pushed } = quietPipeline();
    const logged = vi.spyOn(console, 'error');
    onTestFinished(() => logged.mockRestore());
    function Page(): ReactNode {
      useIgTrack();
      return createElement(Numbers);
    }
    const { container, mended } = await hydrate(createElement(IgEventsProvider, { settings }, createElement(Page)));
    expect(mended).toEqual([]);
    expect(logged).not.toHaveBeenCalled();
    expect(pushed).toMatchObject([{ event: 'page_view', properties: { path: location.pathname } }]);
    expect(container.textContent).toBe('off 1');
  });
});
