import { useEffect, useSyncExternalStore } from 'react';
import type { IgEvents } from '../ig-events.js';
import { type PageBinding, usePageBinding } from './page-binding.js';

/** What a router tells of the address: a path, or an object that has one. Null while it is not known. */
export type PageLocationInput = string | { readonly pathname: string } | null | undefined;

/**
 * Pushes `page_view` with the property `path` at the first load and whenever the path changes. A path that is the same as the one before is
 * the same view, whichever component tells it: remounts, re-renders and StrictMode's second effects count once; A → B → A counts three.
 *
 * @param location from the application's router. Left out, it is `window.location`.
 * @param isEnabled false pushes nothing.
 */
export function usePageViews(location?: PageLocationInput, isEnabled = true): void {
  const binding = usePageBinding();
  const isOwn = location === undefined;
  const ownPath = useSyncExternalStore(isOwn ? onPathChange : onNothing, isOwn ? readPath : noPath, noPath);
  const path = isOwn ? ownPath : toPath(location);
  useEffect(() => {
    if (isEnabled && path !== undefined) viewPage(binding, path);
  }, [binding, path, isEnabled]);
}

/** The path that was viewed last, by pipeline; several providers and none may all mean the one at `window.igEvents`. */
const lastPaths = new WeakMap<object, string>();
const pagesOwn = {};

function viewPage({ source, events }: PageBinding, path: string): void {
  const pipeline = source.current();
  const viewer = isPagesOwn(pipeline) ? pagesOwn : pipeline;
  if (lastPaths.get(viewer) === path) return;
  lastPaths.set(viewer, path);
  void events.push({ event: 'page_view', properties: { path } });
}

function isPagesOwn(pipeline: IgEvents | undefined): pipeline is undefined {
  return pipeline === undefined || pipeline === window.igEvents;
}

function toPath(location: Exclude<PageLocationInput, undefined>): string | undefined {
  const path = typeof location === 'string' ? location : location?.pathname;
  return path?.replace(/[?#].*$/s, '');
}

function readPath(): string | undefined {
  return window.location.pathname;
}

function noPath(): undefined {}

function onNothing(): () => void {
  return () => {};
}

/** Routers call `history.pushState`, of which only the Navigation API tells; it has come with Chromium 102, Safari 26.2 and Firefox 147. */
function onPathChange(listener: () => void): () => void {
  // Next writes the history in an insertion effect, where React takes no updates.
  const later = (): void => queueMicrotask(listener);
  const navigation: unknown = Reflect.get(window, 'navigation');
  const targets = navigation instanceof EventTarget ? [navigation, window] : [window];
  for (const target of targets) for (const type of changes) target.addEventListener(type, later);
  return () => {
    for (const target of targets) for (const type of changes) target.removeEventListener(type, later);
  };
}

const changes = ['popstate', 'currententrychange'];
