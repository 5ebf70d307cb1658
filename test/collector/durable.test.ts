import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openDuckdbStore, startCollector } from '../../collector/src/index.js';
import { batchContentType } from '../../src/shared/cloud-event.js';
import { buildCollector, startProcess } from './built-collector.js';
import { customEvent } from './collector-fixture.js';

async function temporaryFile(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'igevents-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, 'store.duckdb');
}

function send(url: string, events: unknown): Promise<Response> {
  return fetch(`${url}/ig/events`, { method: 'POST', headers: { 'content-type': batchContentType }, body: JSON.stringify(events) });
}

describe('durable', () => {
  let program = '';
  beforeAll(async () => {
    program = await buildCollector();
  }, 60_000);

  it('holds every event that it acknowledged before it was killed', async () => {
    const path = await temporaryFile();
    let n = 0;
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      const { url, kill } = await startProcess(program, path);
      let isKilled = false;
      async function sendUntilKilled(): Promise<void> {
        while (!isKilled) {
          const events = [customEvent(++n), customEvent(++n)];
          const answer = await send(url, events).catch(() => undefined);
          if (answer?.status === 200) acknowledged.push(...events.map((event) => String(event['id'])));
          if (acknowledged.length >= 60 * (round + 1) && !isKilled) {
            isKilled = true;
            await kill();
          }
        }
      }
      await Promise.all([sendUntilKilled(), sendUntilKilled(), sendUntilKilled()]);
    }
    const store = await openDuckdbStore(path);
    const stored = new Set((await store.events({ limit: 10_000 })).map((event) => event.id));
    await store.close();
    expect(acknowledged.length).toBeGreaterThanOrEqual(180);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
  }, 60_000);

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
