import { type OutboxTables, StoreError } from '../../src/worker/outbox-store.js';
import { draftOf } from './disk-image.js';
import type { OpenTransaction } from './virtual-disk.js';
import type { VirtualStoreParts } from './virtual-store.js';

/** As in `disk-store.ts`. */
const transactionMs = 20_000;
/** What hangs and commits nevertheless does so within this time after its deadline, ms. */
const lateMs = 60_000;

/**
 * One transaction, from its place in the line to the notice of its commit. Its own requests are answered at once: nobody else could come
 * between them.
 *
 * @param opened the disk's generation when the connection was opened.
 */
export function runTransaction<Result>(
  { clock, chance, ledger, platter, thread, durability }: VirtualStoreParts,
  opened: number | undefined,
  mode: 'readonly' | 'readwrite',
  work: (tables: OutboxTables) => Promise<Result>,
): Promise<Result> {
  const fate = opened === platter.generation() ? platter.pickFate() : 'closed';
  if (fate !== 'commits') ledger.disturbed();

  return new Promise((resolve, reject) => {
    let stage: 'working' | 'committing' | 'over' = 'working';

    function end(tell: (() => void) | undefined): void {
      stage = 'over';
      platter.leave(transaction);
      if (!tell) return;
      clock.after(platter.latency(), () =>
        thread.deliver(() => {
          cancel();
          tell();
        }),
      );
    }

    function fail(message: string, kind: StoreError['kind'] = 'failed'): void {
      if (stage !== 'over') end(() => reject(new StoreError(kind, message)));
    }

    function begin(): void {
      if (fate === 'closed') fail('the connection is closed');
      else clock.after(platter.latency(), () => thread.deliver(doWork));
    }

    function doWork(): void {
      const draft = draftOf(platter.image());
      const commit = (value: Result): void => {
        if (stage === 'over') return;
        if (opened !== platter.generation()) fail('the connection was closed');
        else if (draft.hasPut() && platter.health.full) fail('QuotaExceededError', 'full');
        else if (fate === 'aborts') fail('it was aborted');
        else {
          if (mode === 'readwrite') platter.commit(thread, draft.image(), durability === 'strict');
          end(fate === 'commits' ? () => resolve(value) : undefined);
        }
      };
      const afterWork = (value: Result): void => {
        if (stage === 'over' || fate === 'hangs') return;
        stage = 'committing';
        clock.after(fate === 'commits late' ? transactionMs + chance.magnitude(1, lateMs) : platter.latency(), () => commit(value));
      };
      work(draft.tables).then(afterWork, (error: unknown) => fail(String(error), error instanceof StoreError ? error.kind : 'failed'));
    }

    const transaction: OpenTransaction = { thread, begin };
    const cancel = thread.after(transactionMs, () => {
      // Who commits late can no longer be aborted.
      if (stage !== 'over' && fate !== 'commits late') end(undefined);
      reject(new StoreError('hung', 'a transaction did not finish in time'));
    });
    thread.onDeath(() => {
      // What was about to be committed may be.
      if (stage === 'working' || fate === 'hangs' || chance.happens(0.5)) fail('its thread has died');
    });
    platter.enter(transaction);
  });
}
