import { createIgEvents, type IgEvents } from 'igevents';
import type { OpenOptions } from '../shared/bench-page.js';

/** Longer than any measurement, and short enough for a timer. */
const neverMs = 2_000_000_000;

const experiments = {
  testGroups: [
    {
      experienceId: '6f0c1d9e-5b1f-4d8a-9a52-2d1f6c0a7b11',
      experienceName: 'Free shipping from 50',
      id: '0b7e4c52-8f0e-4f0c-8f2e-7e1d2c3b4a5f',
      name: 'From 50',
    },
    {
      experienceId: '2c9a7f34-1e5d-4b6c-8d7e-9f0a1b2c3d4e',
      experienceName: 'Price test spring',
      id: '7d3f5a1b-9c8e-4d2f-a1b0-c3d4e5f60718',
      name: '+5 %',
    },
  ],
  campaigns: [{ id: '91b3c5d7-e9f0-4a1b-8c2d-3e4f5a6b7c8d', name: 'Bundle and save' }],
};

let client: IgEvents | undefined;

export function library(): IgEvents {
  if (!client) throw new Error('open() comes first.');
  return client;
}

/** Starts the library with room for everything that a measurement stores. */
export async function open({ flushDelayMs = neverMs, experiments: withExperiments = false }: OpenOptions = {}): Promise<void> {
  client = createIgEvents({
    workerUrl: '/lib/worker.js',
    flushDelayMs,
    maxOutboxEvents: 10_000_000,
    maxOutboxBytes: 10_000_000_000,
    ...(withExperiments && experiments),
  });
  const { outbox } = await client.status();
  if (!outbox) throw new Error('The library did not start.');
}

export async function close(): Promise<void> {
  await library().close();
}

/** Resolves when everything pushed so far is durable. */
export function whenDurable(): Promise<void> {
  return new Promise((resolve) => {
    const stop = library().onChange(({ pushed, durable }) => {
      if (durable < pushed) return;
      stop();
      resolve();
    });
  });
}
