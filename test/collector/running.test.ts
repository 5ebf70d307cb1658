import { describe, expect, it, onTestFinished } from 'vitest';
import { startCollector } from '../../collector/src/index.js';
import { batchContentType } from '../../src/shared/cloud-event.js';
import { customEvent } from './collector-fixture.js';

function send(url: string, events: unknown): Promise<Response> {
  return fetch(`${url}/ig/events`, { method: 'POST', headers: { 'content-type': batchContentType }, body: JSON.stringify(events) });
}

describe('running collector', () => {
  it('refuses a body that is too large over a real connection, and keeps answering', async () => {
    const collector = await startCollector();
    onTestFinished(collector.close);
    for (let round = 0; round < 3; round++) expect((await send(collector.url, 'x'.repeat(8 * 1024 * 1024))).status).toBe(413);
    expect((await send(collector.url, [customEvent(1)])).status).toBe(200);
  });

  it('answers others while one sender is slow', async () => {
    const collector = await startCollector();
    onTestFinished(collector.close);
    const stalled = new AbortController();
    const body = new ReadableStream<Uint8Array>({ start: (controller) => controller.enqueue(new TextEncoder().encode('[')) });
    const init = { method: 'POST', headers: { 'content-type': 'text/plain' }, body, duplex: 'half', signal: stalled.signal } as const;
    const slow = fetch(`${collector.url}/ig/events`, init).catch(() => 'aborted');
    expect((await send(collector.url, [customEvent(1)])).status).toBe(200);
    stalled.abort();
    expect(await slow).toBe('aborted');
  });

  it('slows down an address that sends too much', async () => {
    const collector = await startCollector({ limits: { maxRequestsPerMinutePerAddress: 1 } });
    onTestFinished(collector.close);
    expect([(await send(collector.url, [])).status, (await send(collector.url, [])).status]).toEqual([200, 429]);
  });
});
