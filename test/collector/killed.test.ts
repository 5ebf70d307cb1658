import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { openDuckdbStore, type Store } from '../../collector/src/index.js';
import { batchContentType } from '../../src/shared/cloud-event.js';
import { seededRandom } from '../support/manual-clock.js';
import { buildCollector, type CollectorProcess, startProcess } from './built-collector.js';
import { customEvent } from './collector-fixture.js';

/** How often the process is killed; the catalog of faults asks for 200 now and then. */
const asked = process.env['COLLECTOR_KILLS'];
const kills = Number(asked ?? 10);
const senders = 4;
/** A life ends after up to so many answers, and up to so many ms: between two commits, or in the midst of one. */
const maxAnswers = 20;
const maxGraceMs = 15;

interface Batch {
  id: string;
  attempt: number;
  events: Record<string, unknown>[];
}

/** An outbox as a sender has it: one batch at a time, the same one again until it is acknowledged. */
function createSender(name: string, random: () => number) {
  const acknowledged: string[] = [];
  let sequence = 0;
  let pending: Batch | undefined;
  let repeats = 0;

  function nextBatch(): Batch {
    const events = Array.from({ length: 1 + Math.floor(random() * 40) }, () => {
      sequence += 1;
      return customEvent(sequence, { id: `${name}:${sequence}`, source: `urn:igevents:shop:${name}` });
    });
    return { id: `${name}.${sequence}`, attempt: 0, events };
  }

  return {
    acknowledged,
    repeats: () => repeats,
    /** @returns false when the answer did not come. */
    async send(url: string): Promise<boolean> {
      const batch = pending ?? nextBatch();
      pending = batch;
      batch.attempt += 1;
      if (batch.attempt > 1) repeats += 1;
      const answer = await post(url, batch).catch(() => undefined);
      if (answer?.batch !== batch.id) return false;
      acknowledged.push(...batch.events.map(({ id }) => String(id)));
      pending = undefined;
      return true;
    },
  };
}

async function post(url: string, { id, attempt, events }: Batch): Promise<{ batch: string }> {
  const answer = await fetch(`${url}/ig/events`, {
    method: 'POST',
    headers: { 'content-type': batchContentType, 'content-encoding': 'gzip', 'ig-batch': id, 'ig-attempt': String(attempt) },
    body: gzipSync(JSON.stringify(events)),
  });
  if (answer.status !== 200) throw new Error(`The collector answered ${answer.status}.`);
  return JSON.parse(await answer.text());
}

async function storedIds(store: Store): Promise<string[]> {
  const ids: string[] = [];
  for (let after = 0; ; ) {
    const page = await store.events({ after, limit: 10_000 });
    const last = page.at(-1);
    if (!last) return ids;
    ids.push(...page.map(({ id }) => id));
    after = last.position;
  }
}

describe('killed collector', () => {
  let program = '';
  beforeAll(async () => {
    program = await buildCollector();
  }, 60_000);

  async function start(path: string): Promise<CollectorProcess> {
    const collector = await startProcess(program, path);
    onTestFinished(collector.kill);
    return collector;
  }

  it(
    `holds what it acknowledged, each event once, after ${kills} kills under load`,
    async () => {
      const directory = await mkdtemp(join(tmpdir(), 'igevents-'));
      onTestFinished(() => rm(directory, { recursive: true }));
      const path = join(directory, 'store.duckdb');
      const random = seededRandom(Date.now());
      const outboxes = Array.from({ length: senders }, (_, index) => createSender(`o${index}`, random));

      async function live(collector: CollectorProcess): Promise<void> {
        let answers = Math.ceil(random() * maxAnswers);
        const enough = new AbortController();
        const sending = outboxes.map(async ({ send }) => {
          while (await send(collector.url)) {
            answers -= 1;
            if (answers === 0) enough.abort();
          }
        });
        await once(enough.signal, 'abort');
        await sleep(random() * maxGraceMs);
        await collector.kill();
        await Promise.all(sending);
      }

      for (let life = 0; life < kills; life++) await live(await start(path));
      const acknowledged = outboxes.flatMap((outbox) => [...outbox.acknowledged]);

      const killed = await openDuckdbStore(path);
      const ids = await storedIds(killed);
      await killed.close();
      expect(new Set(ids).size).toBe(ids.length);
      const stored = new Set(ids);
      expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);

      // What was in flight at the last kill comes again, and then the account of every outbox is whole.
      const last = await start(path);
      for (const { send } of outboxes) expect(await send(last.url)).toBe(true);
      await last.kill();
      const store = await openDuckdbStore(path);
      onTestFinished(() => store.close());
      const all = outboxes.flatMap((outbox) => outbox.acknowledged);
      expect((await storedIds(store)).sort()).toEqual(all.sort());
      for (const audit of await store.outboxes()) {
        expect(audit).toMatchObject({ missing: 0, idConflicts: 0, cloned: 0, received: audit.highestSequence });
      }
      const { duplicates } = await store.summary();
      const repeats = outboxes.reduce((sum, outbox) => sum + outbox.repeats(), 0);
      const told = `${kills} kills: ${all.length} events, ${repeats} batches sent again, ${duplicates} of their events were stored already.`;
      if (asked !== undefined) console.log(told);
    },
    60_000 + kills * 20_000,
  );
});
