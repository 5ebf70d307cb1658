import { onTestFinished } from 'vitest';
import { type CollectorOptions, createCollector, openDuckdbStore, type Store } from '../../collector/src/index.js';
import { batchContentType, customEventType, reportType } from '../../src/shared/cloud-event.js';

export const source = 'urn:igevents:shop:o1';

export interface TestCollector {
  store: Store;
  request(path: string, init?: RequestInit): Promise<Response>;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  get(path: string): Promise<unknown>;
}

/** A collector without a socket; its store is gone when the test ends. */
export async function openCollector(options: Partial<CollectorOptions> = {}, path = ':memory:'): Promise<TestCollector> {
  const store = options.store ?? (await openDuckdbStore(path));
  const collector = createCollector({ ...options, store });
  onTestFinished(async () => {
    await collector.close();
    await store.close();
  });
  const request = async (url: string, init?: RequestInit): Promise<Response> => collector.app.request(url, init);
  return {
    store,
    request,
    post: (body, headers = {}) =>
      request('/ig/events', {
        method: 'POST',
        headers: { 'content-type': batchContentType, ...headers },
        body: body instanceof Uint8Array ? new Uint8Array(body) : typeof body === 'string' ? body : JSON.stringify(body),
      }),
    get: async (url) => (await request(url)).json(),
  };
}

/** A custom event as the library sends it, numbered within the outbox `o1`. */
export function customEvent(n: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    specversion: '1.0',
    type: customEventType,
    source,
    id: `p1:${n}`,
    time: '2026-03-01T10:00:00.000Z',
    sequence: String(n),
    datacontenttype: 'application/json',
    data: {
      event: 'add_to_cart',
      properties: { sku: 'A-17', qty: n },
      userId: 'ig_1',
      page: { url: 'https://shop.example/', referrer: '', title: 'Shop' },
    },
    ...changes,
  };
}

export function report(n: number, data: Record<string, unknown>): Record<string, unknown> {
  return {
    ...customEvent(n),
    id: `r:${n}`,
    type: reportType,
    data: { dropped: {}, rejected: {}, buried: 0, pending: 0, oldestAt: null, ...data },
  };
}

export function named(n: number, event: unknown, properties: unknown = {}): Record<string, unknown> {
  return customEvent(n, { data: { event, properties } });
}
