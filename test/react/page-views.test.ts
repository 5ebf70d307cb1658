// Which page views the hooks push, and how often: each test runs in StrictMode.
import { act, createElement, type ReactNode, Suspense, useState } from 'react';
import { describe, expect, it, onTestFinished } from 'vitest';
import { IgEventsProvider, type TrackOptions, useIgTrack } from '../../src/main/react.js';
import { newPath, type QuietPipeline, quietPipeline, viewsIn } from './quiet-pipeline.js';
import { render } from './render.js';

function Tracked(options: TrackOptions): null {
  useIgTrack(options);
  return null;
}

function shop({ settings }: QuietPipeline, ...children: ReactNode[]): ReactNode {
  return createElement(IgEventsProvider, { settings }, ...children);
}

const at = (location: TrackOptions['location']): ReactNode => createElement(Tracked, { location });

describe('page views', () => {
  it('count once in StrictMode, which mounts everything twice, and the pipeline is made once', async () => {
    const pipeline = quietPipeline();
    const path = newPath();
    let installs = 0;
    const listening = new AbortController();
    addEventListener('igevents:ready', () => installs++, { signal: listening.signal });
    onTestFinished(() => listening.abort());
    await render(shop(pipeline, at(path)));
    expect(viewsIn(pipeline.pushed)).toEqual([path]);
    expect(installs).toBe(1);
  });

  it('count each change of the path: A, B, A are three', async () => {
    const pipeline = quietPipeline();
    const [a, b] = [newPath(), newPath()];
    const { render: show } = await render(shop(pipeline, at(a)));
    await show(shop(pipeline, at(a)));
    await show(shop(pipeline, at(b)));
    await show(shop(pipeline, at(`${b}?colour=red#top`)));
    await show(shop(pipeline, at(a)));
    expect(viewsIn(pipeline.pushed)).toEqual([a, b, a]);
  });

  it('count once for several components, and for one that comes back', async () => {
    const pipeline = quietPipeline();
    const path = newPath();
    const { render: show } = await render(shop(pipeline, at(path), at({ pathname: path })));
    await show(shop(pipeline));
    await show(shop(pipeline, at(path)));
    expect(viewsIn(pipeline.pushed)).toEqual([path]);
  });

  it('count once for components inside and outside of the provider', async () => {
    const pipeline = quietPipeline();
    const path = newPath();
    await render([createElement('div', { key: 'in' }, shop(pipeline, at(path))), createElement(Tracked, { key: 'out', location: path })]);
    expect(viewsIn(pipeline.pushed)).toEqual([path]);
  });

  it('are not pushed while the path is not known, nor where they are not wanted', async () => {
    const pipeline = quietPipeline();
    const path = newPath();
    const { render: show } = await render(shop(pipeline, at(null)));
    await show(shop(pipeline, createElement(Tracked, { location: path, pageViews: false })));
    expect(viewsIn(pipeline.pushed)).toEqual([]);
    await show(shop(pipeline, at(path)));
    expect(viewsIn(pipeline.pushed)).toEqual([path]);
  });

  it('follow the address without a router, and leave the history as it is', async () => {
    const { pathname } = location;
    const { pushState } = history;
    onTestFinished(() => history.replaceState(null, '', pathname));
    const pipeline = quietPipeline();
    const [a, b] = [newPath(), newPath()];
    history.replaceState(null, '', a);
    await render(shop(pipeline, at(undefined)));
    await act(async () => history.pushState(null, '', b));
    await act(async () => {
      const moved = new Promise((resolve) => addEventListener('popstate', resolve, { once: true }));
      history.back();
      await moved;
    });
    expect(viewsIn(pipeline.pushed)).toEqual([a, b, a]);
    expect(history.pushState).toBe(pushState);
  });

  it('count once when a component suspends and goes on', async () => {
    const pipeline = quietPipeline();
    const path = newPath();
    let arrive = (): void => {};
    let hasArrived = false;
    const arrival = new Promise<void>((resolve) => {
      arrive = resolve;
    }).then(() => {
      hasArrived = true;
    });
    function Product(): null {
      const [shown] = useState(path);
      useIgTrack({ location: shown });
      if (!hasArrived) throw arrival;
      return null;
    }
    await render(shop(pipeline, createElement(Suspense, { fallback: 'loading' }, createElement(Product))));
    expect(viewsIn(pipeline.pushed)).toEqual([]);
    await act(async () => {
      arrive();
      await arrival;
    });
    expect(viewsIn(pipeline.pushed)).toEqual([path]);
  });
});
