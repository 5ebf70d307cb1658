// What the kills have shown, in numbers.
import type { PastLife } from './kill-lives.js';
import type { Life } from './kill-plan.js';
import type { TabRecord } from './kill-tab.js';

/** What one kill has shown. */
export interface KillResult {
  life: Life;
  /** Events of the pages that it struck that were known to be durable when it came. */
  durable: number;
  /** Events that were pushed, not yet durable, and died with their page. */
  lost: number;
  /** Time between the oldest of these and the kill, ms; undefined where none was lost. */
  windowMs: number | undefined;
  /** Of pages whose worker had not answered yet: their window is the start of the worker. */
  lostAtStart: number;
  /** From the moment that the next page was there (a worker's end: from the kill) until nothing waited on the device, ms; undefined where the next kill came first. */
  recoveryMs: number | undefined;
}

/** One result for each kill of a life. */
export function toResults({ life, tabs, openedAt, drainedAt }: PastLife, missing: ReadonlyMap<TabRecord, readonly number[]>): KillResult[] {
  const struck = tabs.filter((tab) => tab.struck !== undefined);
  const kills = life.victim === 'browser' ? [struck] : struck.map((tab) => [tab]);
  return kills.map((felt) => {
    const running = felt.filter((tab) => durableWhenStruck(tab) > 0);
    const starting = felt.filter((tab) => durableWhenStruck(tab) === 0);
    const lostOf = (some: readonly TabRecord[]): number => sum(some.map((tab) => missing.get(tab)?.length ?? 0));
    const windows = running.flatMap((tab) => windowOf(tab, missing.get(tab)?.[0]) ?? []);
    const from = life.victim === 'worker' ? Math.min(...felt.flatMap(({ struck: kill }) => kill?.at ?? [])) : openedAt;
    return {
      life,
      durable: sum(felt.map(durableWhenStruck)),
      lost: lostOf(running),
      windowMs: windows.length > 0 ? Math.max(...windows) : undefined,
      lostAtStart: lostOf(starting),
      recoveryMs: drainedAt === undefined ? undefined : drainedAt - from,
    };
  });
}

function durableWhenStruck({ struck }: TabRecord): number {
  return struck?.durable ?? 0;
}

function windowOf({ struck, pushes }: TabRecord, firstLost: number | undefined): number | undefined {
  const push = pushes.find(({ upTo }) => firstLost !== undefined && upTo >= firstLost);
  return struck && push && Math.max(0, struck.at - push.at);
}

/** All results by victim and moment, as a Markdown table. */
export function toKillTable(results: readonly KillResult[]): string {
  const kinds = [...new Set(results.map(kindOf))].toSorted();
  const lines = kinds.map((kind) => [kind, ...figuresOf(results.filter((result) => kindOf(result) === kind))]);
  const head = [
    'killed | moment',
    'kills',
    'durable before',
    'lost in the window',
    'kills that lost',
    'oldest lost, p50',
    'most',
    'lost at the start',
    'recovery p50',
    'p95',
  ];
  const rule = ['--- | ---', ...head.slice(1).map(() => '---:')];
  return [head, rule, ...lines, ['all | all', ...figuresOf(results)]].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function kindOf({ life }: KillResult): string {
  return `${life.victim} | ${life.moment}`;
}

function figuresOf(results: readonly KillResult[]): string[] {
  const windows = results.flatMap(({ windowMs }) => windowMs ?? []);
  const recoveries = results.flatMap(({ recoveryMs }) => recoveryMs ?? []);
  const counts = [
    results.length,
    sum(results.map(({ durable }) => durable)),
    sum(results.map(({ lost }) => lost)),
    results.filter(({ lost }) => lost > 0).length,
  ];
  return [
    ...counts.map(inWords),
    quantileInWords(windows, 0.5),
    quantileInWords(windows, 1),
    inWords(sum(results.map(({ lostAtStart }) => lostAtStart))),
    quantileInWords(recoveries, 0.5),
    quantileInWords(recoveries, 0.95),
  ];
}

function quantileInWords(values: readonly number[], share: number): string {
  const value = values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)];
  return value === undefined ? '–' : `${inWords(value)} ms`;
}

function inWords(value: number): string {
  return Math.round(value).toLocaleString('en');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
