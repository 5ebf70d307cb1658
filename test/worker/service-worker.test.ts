import { afterEach, expect, it } from 'vitest';
import { drainInBackground } from '../../src/worker/service-worker.js';

const listened: string[] = [];

/** Makes this thread look like a service worker. */
function becomeServiceWorker(): void {
  const scope = {
    registration: { scope: 'https://shop.example/app/' },
    skipWaiting: () => {},
    addEventListener: (type: string) => listened.push(type),
  };
  for (const [name, value] of Object.entries(scope)) Object.defineProperty(globalThis, name, { value, configurable: true });
}

afterEach(() => {
  for (const name of ['registration', 'skipWaiting', 'addEventListener']) Reflect.deleteProperty(globalThis, name);
  listened.length = 0;
});

it('refuses settings that cannot work at the call, before it listens', () => {
  becomeServiceWorker();
  expect(() => drainInBackground({ site: 'a shop' })).toThrow('The setting site cannot be "a shop"');
  expect(() => drainInBackground({ endpoint: 'ftp://shop.example' })).toThrow('The setting endpoint cannot be "ftp://shop.example"');
  expect(listened).toEqual([]);
  drainInBackground();
  expect(listened).toEqual(['sync', 'periodicsync', 'message']);
});

it('refuses to work outside of a service worker', () => {
  expect(() => drainInBackground()).toThrow('drainInBackground is for service workers');
});
