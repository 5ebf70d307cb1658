/** The floors' workers. Each is made when it is first needed, so that it does not disturb the other measurements. */
export const bareWorkers: Record<'echo' | 'oneRow' | 'segmentRows' | 'bareDrain', () => Worker> = {
  echo: once(() => new Worker(new URL('../worker/echo.ts', import.meta.url), { type: 'module' })),
  oneRow: once(() => new Worker(new URL('../worker/one-row.ts', import.meta.url), { type: 'module' })),
  segmentRows: once(() => new Worker(new URL('../worker/segment-rows.ts', import.meta.url), { type: 'module' })),
  bareDrain: once(() => new Worker(new URL('../worker/bare-drain.ts', import.meta.url), { type: 'module' })),
};

/** The worker's next message. */
export function nextMessage(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
  });
}

const greeted = new Set<Worker>();

/** Resolves when a worker that greets after its start has done so. */
export async function whenReady(worker: Worker): Promise<void> {
  if (greeted.has(worker)) return;
  await nextMessage(worker);
  greeted.add(worker);
}

function once(make: () => Worker): () => Worker {
  let made: Worker | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
