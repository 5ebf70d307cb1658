import { createMemoryStore, createMemoryTables, type MemoryTables } from '../../src/worker/memory-store.js';
import { describeDiskStore } from '../support/disk-store-suite.js';
import { makeDiskStore } from '../support/make-outbox.js';
import { describeOutboxStore } from '../support/outbox-store-suite.js';

const memories = new Map<string, MemoryTables>();

describeOutboxStore('in memory', (name) => {
  const tables = memories.get(name) ?? createMemoryTables();
  memories.set(name, tables);
  return createMemoryStore(tables);
});

describeOutboxStore('on the disk', makeDiskStore);
describeDiskStore(makeDiskStore);
