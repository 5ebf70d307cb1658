// A root for what a test renders, ended with it.
import { act, createElement, type ReactNode, StrictMode } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { onTestFinished } from 'vitest';

Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true);

export interface Rendered {
  readonly container: HTMLElement;
  render(node: ReactNode): Promise<void>;
  unmount(): Promise<void>;
}

/** Renders as a development build does: StrictMode runs each effect twice. */
export async function render(node: ReactNode): Promise<Rendered> {
  const container = newContainer();
  const root = createRoot(container);
  const show = (next: ReactNode): Promise<void> => act(async () => root.render(createElement(StrictMode, null, next)));
  const unmount = (): Promise<void> => act(async () => root.unmount());
  onTestFinished(unmount);
  await show(node);
  return { container, render: show, unmount };
}

/** Renders on a server, then takes the markup over. @returns what the page shows, and what React had to mend. */
export async function hydrate(node: ReactNode): Promise<{ container: HTMLElement; mended: unknown[] }> {
  const container = newContainer();
  const mended: unknown[] = [];
  container.innerHTML = renderToString(node);
  const root = await act(async () => hydrateRoot(container, node, { onRecoverableError: (error) => mended.push(error) }));
  onTestFinished(() => act(async () => root.unmount()));
  return { container, mended };
}

function newContainer(): HTMLElement {
  const container = document.body.appendChild(document.createElement('div'));
  onTestFinished(() => container.remove());
  return container;
}
