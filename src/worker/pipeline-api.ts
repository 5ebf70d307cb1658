import type { PipelineApi } from '../shared/protocol.js';
import { type BuiltPipeline, buildPipeline, type PipelineRuntime } from './build-pipeline.js';
import { exportEvents } from './export-events.js';
import { oldestEvents } from './oldest-events.js';

/** How long an end waits for the last events to be durable, ms. */
const closeMs = 5_000;
/** How long a withdrawal waits for the requests of other tabs to end, ms: they are told at once, unless the browser has frozen them. */
const othersMs = 10_000;

/** The control plane: builds one page's pipeline on `open` and hands every call on to its parts. */
export function createPipelineApi(runtime: PipelineRuntime): PipelineApi<MessagePort> {
  let parts: BuiltPipeline | undefined;
  const { environment } = runtime;

  function opened(): BuiltPipeline {
    if (!parts) throw new Error('The pipeline is not open.');
    return parts;
  }

  return {
    async open(request, dataPort, listener) {
      parts ??= buildPipeline(runtime, request, dataPort, listener);
      return true;
    },
    async flush(n) {
      const { pipeline, flush, state } = opened();
      await pipeline.whenAppended(n);
      const delivered = await flush({ force: true });
      const { flusher, counters } = await state();
      return { delivered, pending: counters.pending, state: flusher };
    },
    async status() {
      const { state, problems } = opened();
      return { ...(await state()), problems: problems.list() };
    },
    async recover(pageId, message) {
      const pipeline = opened().pipelineFor(pageId, 0, () => {});
      await pipeline.whenDurable(pipeline.receive(message));
      return true;
    },
    async setOnline(online) {
      opened().connectivity.set(online);
    },
    async hide() {
      const { flush, marks } = opened();
      marks.flush();
      await flush({ keepalive: true });
    },
    async close(n) {
      const { pipeline, close } = opened();
      const isDurable = pipeline.whenDurable(n).then(() => true);
      const isLate = new Promise<false>((resolve) => environment.schedule(() => resolve(false), closeMs));
      const answer = await Promise.race([isDurable, isLate]);
      close();
      return answer;
    },
    async deadLetters() {
      return opened().failover.deadLetters();
    },
    async requeue(ids) {
      const { failover, flush } = opened();
      const count = await failover.requeue(ids);
      void flush({ force: true });
      return count;
    },
    async purge(ids) {
      return opened().failover.purge(ids);
    },
    async withdraw(at, keep) {
      const { outbox, flusher, failover, lock, gate, withdraw, channel, close } = opened();
      withdraw();
      channel?.tellWithdrawn(at);
      await outbox.withdraw(at, keep);
      const isLate = new Promise<void>((resolve) => environment.schedule(resolve, othersMs));
      await Promise.race([Promise.all([lock.run(async () => {}), failover.whenIdle()]), isLate]);
      gate.open();
      // Requests of deletion do not wait for a consent.
      if ((await outbox.account()).rows > 0) await flusher.flush({ force: true });
      const { rows } = await outbox.account();
      close();
      return rows;
    },
    async erase(userId) {
      const { failover, flush, pipeline, hasConsent } = opened();
      // What was pushed before is numbered before: the collector goes by that.
      await Promise.race([pipeline.whenReceived(), new Promise<void>((resolve) => environment.schedule(resolve, closeMs))]);
      const erased = await failover.erase(userId);
      if (hasConsent) void flush({ force: true });
      // Where the disk refuses the request, nothing outlives this pipeline.
      else await failover.memory()?.flusher.flush({ force: true });
      return erased;
    },
    async inspect() {
      const { transport, outboxes } = opened();
      const [disk, memory] = outboxes();
      return { batches: transport.list(), oldest: await oldestEvents(memory ?? disk) };
    },
    async exportEvents(at) {
      return exportEvents(opened().outboxes(), at);
    },
  };
}
