import { createMemoryStore } from '../../src/worker/memory-store.js';
import { createGivenStore, type GivenStore, type Mood } from './given-store.js';
import { makeOutbox, waitingIn } from './make-outbox.js';
import { type OpenedPipeline, type Opening, openPipeline } from './open-pipeline.js';

export interface PipelineOnDisk extends OpenedPipeline {
  disk: GivenStore;
  counters(): Promise<Awaited<ReturnType<OpenedPipeline['api']['status']>>['counters']>;
  storage(): Promise<'disk' | 'memory'>;
  /** Ids and numbers of what waits on the disk. */
  onDisk(): Promise<[id: string, sequence: string][]>;
  /** What becomes of transactions, once those that run are over. */
  feel(mood: Mood): Promise<void>;
  /** The disk is well again, and time passes until that is noticed. */
  recover(): Promise<void>;
}

/** A pipeline on a disk that the test can make refuse. */
export async function openOnDisk(mood: Mood, opening: Opening & { disk?: GivenStore } = {}): Promise<PipelineOnDisk> {
  const disk = opening.disk ?? createGivenStore(createMemoryStore());
  disk.feel(mood);
  const page = await openPipeline({ ...opening, disk });
  const { api, turn, pass, site, clock } = page;
  return {
    ...page,
    disk,
    counters: async () => (await api.status()).counters,
    storage: async () => (await api.status()).storage,
    async onDisk() {
      const reader = makeOutbox({ site }, clock, { store: disk.inner }).outbox;
      return (await waitingIn(reader)).map(({ id, sequence }) => [id, sequence]);
    },
    async feel(next) {
      await turn();
      disk.feel(next);
    },
    async recover() {
      disk.feel('well');
      await pass(61_000, 1_000);
    },
  };
}
