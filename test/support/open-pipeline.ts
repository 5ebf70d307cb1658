import type { Problem } from '../../src/shared/problem.js';
import { type Fate, type OutboxMark, type PipelineApi, recordSeparator } from '../../src/shared/protocol.js';
import { checkSettings, type Settings } from '../../src/shared/settings.js';
import type { PipelineRuntime } from '../../src/worker/build-pipeline.js';
import type { MarkChannel } from '../../src/worker/mark-channel.js';
import type { OutboxStore } from '../../src/worker/outbox-store.js';
import { createPipelineApi } from '../../src/worker/pipeline-api.js';
import { createGivenCollector, type GivenCollector } from './given-collector.js';
import { pageContext } from './make-event.js';
import { makeDiskStore, newSite } from './make-outbox.js';
import { createManualClock, type ManualClock } from './manual-clock.js';

export const contextRecord: string = JSON.stringify({ context: pageContext });
/** What a page hands over of push number `n`. */
export const pushRecord = (n: number): string => `{"n":${n},"at":1000,"monotonicMs":${n},"item":{"event":"seen","properties":{"n":${n}}}}`;
/** A push that is no event. */
export const badRecord = (n: number): string => `{"n":${n},"at":1000,"monotonicMs":${n},"item":null}`;

export interface Opening {
  site?: string;
  pageId?: string;
  durable?: number;
  mark?: OutboxMark;
  settings?: Settings;
  clock?: ManualClock;
  collector?: GivenCollector;
  /** @default none: the outbox itself tells who flushes */
  locks?: LockManager;
  /** @default the real one, whose deadlines run by the real clock */
  disk?: OutboxStore;
  /** @default none: pages hear nothing of each other */
  channel?: MarkChannel;
  /** Since when the page has consent, ms since the epoch. @default no withdrawal reaches it */
  grantedAt?: number;
  /** See `OpenRequest`. */
  followed?: readonly number[];
  /** @default nothing is checked */
  createCheck?: PipelineRuntime['createCheck'];
}

/** A page's end of its pipeline; everything but the clock, the collector and, where given, the disk is real. */
export interface OpenedPipeline {
  api: PipelineApi<MessagePort>;
  port: MessagePort;
  site: string;
  clock: ManualClock;
  collector: GivenCollector;
  /** Numbers that came back on the data plane. */
  answers: unknown[];
  problems: Problem[];
  marks: OutboxMark[];
  /** What the page was told of its pushes. */
  fates: [from: number, to: number, fate: Fate][];
  /** Hands over pushes, all in one message. */
  push(from: number, to?: number): void;
  whenDurable(n: number): Promise<void>;
  /** Waits until nothing runs any more that does not wait for time to pass. */
  turn(): Promise<void>;
  /** Lets time pass, step by step, so that whoever falls due can do its work. */
  pass(ms: number, stepMs?: number): Promise<void>;
}

export async function openPipeline(opening: Opening = {}): Promise<OpenedPipeline> {
  const { site = newSite(), pageId = 'page', durable = 0, mark, clock = createManualClock(), collector = createGivenCollector() } = opening;
  const { disk = makeDiskStore(site), locks, channel, followed = [], createCheck, grantedAt = Number.POSITIVE_INFINITY } = opening;
  const problems: Problem[] = [];
  const marks: OutboxMark[] = [];
  const fates: OpenedPipeline['fates'] = [];
  const api = createPipelineApi({
    environment: clock,
    fetch: collector.fetch,
    locks,
    createStore: () => disk,
    createMarkChannel: () => channel,
    isOnline: true,
    device: { userAgent: 'Kiosk/1', language: 'de-AT' },
    ...(createCheck && { createCheck }),
  });
  const { port1, port2 } = new MessageChannel();
  const settings = checkSettings({ compression: 'none', ...opening.settings, site }, (path) => `https://shop.example${path}`);
  await api.open({ pageId, settings, durable, mark, grantedAt, followed }, port2, {
    onProblem: (problem) => problems.push(problem),
    onOutbox: (told) => marks.push(told),
    onWithdrawn: () => {},
    onFate: (...told) => fates.push(told),
  });
  const answers: unknown[] = [];
  const waiting = new Set<() => void>();
  port1.onmessage = ({ data }) => {
    answers.push(data);
    for (const look of waiting) look();
  };
  // A closed end must not keep the test's process alive.
  (port1 as unknown as { unref(): void }).unref();
  const turn = async (): Promise<void> => {
    for (let n = 0; n < 30; n++) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    api,
    port: port1,
    site,
    clock,
    collector,
    answers,
    problems,
    marks,
    fates,
    push(from, to = from) {
      const records = Array.from({ length: to - from + 1 }, (_, index) => pushRecord(from + index));
      port1.postMessage([contextRecord, ...records].join(recordSeparator));
    },
    whenDurable: (n) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!answers.some((answer) => Number(answer) >= n)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    turn,
    async pass(ms, stepMs = 500) {
      for (let passed = 0; passed < ms; passed += stepMs) {
        clock.advance(stepMs);
        await turn();
      }
    },
  };
}
