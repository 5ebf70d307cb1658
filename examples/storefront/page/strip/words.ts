import type { FlusherState, Problem, Status } from 'igevents';

/** What the pipeline is doing, in one line. */
export function statusToWords({ page, outbox }: Status, now: number): string {
  if (page.consent === 'pending') return `Waiting for consent: ${count(page.pushed - page.withheld, 'event')} in memory only`;
  if (page.consent === 'denied') return 'Consent denied: nothing is kept or sent';
  if (page.pipeline === 'failed') return 'The pipeline could not start: events stay in this page';
  if (page.pipeline === 'closed') return 'Closed: the next page sends what waits';
  if (!outbox) return 'Starting the worker';
  return flusherToWords(outbox.flusher, outbox.counters.pending, now);
}

const reasons = {
  backoff: 'the collector did not answer',
  'retry-after': 'the collector asked for a pause',
  offline: 'no network',
  misconfigured: 'the collector refuses this address or key',
};

function flusherToWords(state: FlusherState, pending: number, now: number): string {
  switch (state.name) {
    case 'idle':
      return pending > 0 ? 'Collecting a batch' : 'Everything is delivered';
    case 'sending':
      return `Sending ${count(pending, 'event')}`;
    case 'waiting':
      return `Waiting ${duration(state.until - now)}: ${reasons[state.because]}`;
    case 'held':
      return `Held for ${duration(state.until - now)}: ${reasons[state.because]}`;
  }
}

export function latestProblem(status: Status, now: number): string {
  const problems: Problem[] = [...status.problems, ...(status.outbox?.problems ?? [])];
  const latest = problems.sort((a, b) => b.at - a.at)[0];
  return latest ? `${duration(now - latest.at)} ago: ${latest.message}` : 'No problem so far.';
}

/** The sum that must always hold, with today's numbers. */
export function accountToWords({ outbox }: Status): string {
  if (!outbox) return '';
  const { delivered, pending, dropped, rejected, buried } = outbox.counters;
  const parts: [number, string][] = [
    [delivered, 'delivered'],
    [pending, 'pending'],
    [sum(dropped), 'dropped'],
    [sum(rejected), 'rejected'],
    [buried, 'buried'],
  ];
  const shown = parts.filter(([amount], index) => index < 2 || amount > 0);
  const total = parts.reduce((all, [amount]) => all + amount, 0);
  return `This device, ever: ${grouped(total)} pushed = ${shown.map(([amount, name]) => `${grouped(amount)} ${name}`).join(' + ')}`;
}

export function grouped(amount: number): string {
  return amount.toLocaleString('en');
}

function sum(counts: Partial<Record<string, number>>): number {
  return Object.values(counts).reduce<number>((all, amount) => all + (amount ?? 0), 0);
}

function count(amount: number, noun: string): string {
  return `${grouped(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
