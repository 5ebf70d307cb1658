import { DuckDBInstance } from '@duckdb/node-api';
import { reuseAnswer } from '../reuse-answer.js';
import type { Store } from '../store.js';
import { appendBatches } from './append-batches.js';
import { readErased } from './erase-users.js';
import { readDevices } from './note-devices.js';
import { readBreakdown } from './read-breakdown.js';
import { readEvent, readEvents } from './read-events.js';
import { readDevice, readFleet } from './read-fleet.js';
import { readNames } from './read-names.js';
import { readOutboxes } from './read-outboxes.js';
import { readSummary } from './read-summary.js';
import { createReader } from './reader.js';
import { schema } from './schema.js';

/**
 * Opens the store in one file, and makes it when it is not there. One process at a time can have it open.
 *
 * @param path a file, or `:memory:` for a store that ends with the process.
 */
export async function openDuckdbStore(path: string): Promise<Store> {
  const instance = await DuckDBInstance.create(path);
  const writer = await instance.connect();
  const reading = await instance.connect();
  await writer.run(schema);
  const read = createReader(reading);
  const [last] = await read('select coalesce(max(position), 0) as position from events');
  const erased = await readErased(read);
  const knownDevices = await readDevices(read);
  const clock = (): number => performance.now();
  const audit = reuseAnswer(() => readOutboxes(read), clock);
  const summary = reuseAnswer(() => readSummary(read, audit), clock);
  let nextPosition = (last?.number('position') ?? 0) + 1;
  let lastPosition = nextPosition - 1;

  return {
    async append(batches) {
      const first = nextPosition;
      nextPosition += batches.reduce((sum, batch) => sum + batch.events.length, 0);
      const results = await appendBatches(writer, batches, first, erased, knownDevices);
      lastPosition = nextPosition - 1;
      return results;
    },
    lastPosition: () => lastPosition,
    events: (filter) => readEvents(read, filter),
    event: (id) => readEvent(read, id),
    names: (now) => readNames(read, now),
    summary,
    breakdown: (name, by, path) => readBreakdown(read, name, by, path),
    outboxes: audit,
    fleet: async (query, now) => readFleet(read, await audit(), query, now),
    device: async (key, now) => readDevice(read, await audit(), key, now),
    async close() {
      // Closing writes what is only in the write-ahead log into the file.
      reading.closeSync();
      writer.closeSync();
      instance.closeSync();
    },
  };
}
