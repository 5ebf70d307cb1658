// The facts that `useIgTrack` tells, in the order in which the pipeline hears of them.
import { act, createElement, type ReactNode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { createIgEvents } from '../../src/main/index.js';
import { IgEventsProvider, type TrackOptions, useIgTrack } from '../../src/main/react.js';
import { newPath, quietPipeline } from './quiet-pipeline.js';
import { render } from './render.js';

/** Everything that reaches the pipeline. */
function listen(): { heard: unknown[]; show: (options: TrackOptions) => ReactNode } {
  const { settings } = quietPipeline();
  const heard: unknown[] = [];
  const client = createIgEvents({ ...settings, beforeStore: ({ event }) => void heard.push(event) });
  vi.spyOn(client, 'setFacts').mockImplementation((facts) => void heard.push(facts));
  function Tracked(options: TrackOptions): null {
    useIgTrack(options);
    return null;
  }
  const show = (options: TrackOptions): ReactNode => createElement(IgEventsProvider, { client }, createElement(Tracked, options));
  return { heard, show };
}

/** A token that comes when the test says so. */
function promised(): { promise: Promise<string>; resolve: (token: string) => void } {
  let resolve = (_token: string): void => {};
  const promise = new Promise<string>((settle) => {
    resolve = settle;
  });
  return { promise, resolve: (token) => resolve(token) };
}

/** StrictMode tells them twice, and nothing minds. */
function onceEach(heard: readonly unknown[]): unknown[] {
  const texts = heard.map((item) => JSON.stringify(item));
  return heard.filter((_, index) => texts.indexOf(texts[index] ?? '') === index);
}

describe('facts', () => {
  it('are told before the page view that shall carry them', async () => {
    const { heard, show } = listen();
    await render(show({ cartOrCheckoutToken: 'c-1', country: 'DE', currency: 'EUR', location: newPath() }));
    expect(onceEach(heard)).toEqual([{ country: 'DE', currency: 'EUR' }, { cartToken: 'c-1' }, 'page_view']);
  });

  it('are told again when they change only; what is left out stays, null is told', async () => {
    const { heard, show } = listen();
    const { render: again } = await render(show({ cartOrCheckoutToken: 'c-1', country: 'DE', pageViews: false }));
    heard.length = 0;
    await again(show({ cartOrCheckoutToken: 'c-1', country: 'DE', pageViews: false }));
    await again(show({ country: 'DE', pageViews: false }));
    expect(heard).toEqual([]);
    await again(show({ cartOrCheckoutToken: null, country: 'AT', pageViews: false }));
    expect(heard).toStrictEqual([{ country: 'AT' }, { cartToken: null }]);
  });

  it('take a promised token when it comes, even after its component has gone', async () => {
    const { heard, show } = listen();
    const token = promised();
    const { unmount } = await render(show({ cartOrCheckoutToken: token.promise, pageViews: false }));
    await unmount();
    expect(heard).toEqual([]);
    token.resolve('c-1');
    await token.promise;
    await act(async () => {});
    expect(onceEach(heard)).toEqual([{ cartToken: 'c-1' }]);
  });

  it('do not go back to a token whose promise was overtaken, and survive one that fails', async () => {
    const { heard, show } = listen();
    const slow = promised();
    const { render: again } = await render(show({ cartOrCheckoutToken: slow.promise, pageViews: false }));
    await again(show({ cartOrCheckoutToken: 'c-2', pageViews: false }));
    await again(show({ cartOrCheckoutToken: Promise.reject(new Error('no cart')), pageViews: false }));
    slow.resolve('c-1');
    await slow.promise;
    await act(async () => {});
    expect(onceEach(heard)).toEqual([{ cartToken: 'c-2' }]);
  });
});
