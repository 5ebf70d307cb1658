import type { BatchOutcome, FlusherState } from '../../shared/protocol.js';
import type { PageStatus } from '../ig-events.js';

/** What a state means for who looks: how it is coloured. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet';

export interface Words {
  text: string;
  tone: Tone;
}

const numbers = new Intl.NumberFormat('en');

export function formatCount(count: number): string {
  return numbers.format(count);
}

export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let size = bytes / 1_024;
  let unit = 0;
  for (; size >= 1_023.5 && unit < units.length - 1; unit++) size /= 1_024;
  return `${size.toFixed(size < 10 ? 1 : 0)} ${units[unit]}`;
}

/** A duration in the one unit that reads best. */
export function formatMs(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 59_500) return `${(ms / 1_000).toFixed(ms < 9_950 ? 1 : 0)} s`;
  if (ms < 3_570_000) return `${Math.round(ms / 60_000)} min`;
  if (ms < 172_800_000) return `${(ms / 3_600_000).toFixed(1)} h`;
  return `${Math.round(ms / 86_400_000)} d`;
}

/** Whole units, rounded down, so that it does not change while nothing happens. */
export function formatAgo(at: number, now: number): string {
  const seconds = Math.floor(Math.max(0, now - at) / 1_000);
  if (Number.isNaN(seconds)) return '';
  if (seconds < 2) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** Time of day in the viewer's zone. */
export function formatClock(at: number): string {
  return new Date(at).toLocaleTimeString('en-GB');
}

export function pipelineWords({ pipeline, thread }: Pick<PageStatus, 'pipeline' | 'thread'>): Words {
  switch (pipeline) {
    case 'running':
      return thread === 'worker' ? { text: 'running in a worker', tone: 'good' } : { text: 'running on the page’s thread', tone: 'warn' };
    case 'starting':
      return { text: 'starting', tone: 'busy' };
    case 'failed':
      return { text: 'failed: events are held by the page', tone: 'bad' };
    case 'off':
      return { text: 'off: there is no consent', tone: 'quiet' };
    case 'closed':
      return { text: 'closed', tone: 'quiet' };
  }
}

const waits = {
  backoff: 'the last attempt failed',
  'retry-after': 'the collector asked for a pause',
  offline: 'the device seems to be offline',
};

/** What the flusher does, and when it tries next. */
export function flusherWords(state: FlusherState, pending: number, now: number): Words {
  switch (state.name) {
    case 'sending':
      return { text: 'Sending', tone: 'busy' };
    case 'waiting':
      return { text: `Next attempt ${inWords(state.until - now)}: ${waits[state.because]}`, tone: 'warn' };
    case 'held':
      return { text: `Next attempt ${inWords(state.until - now)}: the collector refuses requests as they are set up`, tone: 'bad' };
    case 'idle':
      return pending > 0 ? { text: 'About to send', tone: 'busy' } : { text: 'Everything is delivered', tone: 'good' };
  }
}

function inWords(ms: number): string {
  return ms < 1_000 ? 'now' : `in ${formatMs(Math.round(ms / 1_000) * 1_000).replace('.0', '')}`;
}

const outcomes: Record<BatchOutcome['kind'], Words> = {
  accepted: { text: 'accepted', tone: 'good' },
  untrusted: { text: 'no acknowledgement', tone: 'warn' },
  later: { text: 'later', tone: 'warn' },
  'too-large': { text: 'too large', tone: 'warn' },
  'encoding-refused': { text: 'gzip refused', tone: 'warn' },
  refused: { text: 'refused', tone: 'bad' },
  misconfigured: { text: 'misconfigured', tone: 'bad' },
};

const reasons: Record<string, string> = { network: 'no connection', timeout: 'timeout' };

/** What became of a request, in a word or two. */
export function outcomeWords(outcome: BatchOutcome | undefined): Words {
  if (!outcome) return { text: 'on its way', tone: 'busy' };
  const { text, tone } = outcomes[outcome.kind];
  const why = outcome.status === undefined ? reasons[outcome.detail] : String(outcome.status);
  if (why === undefined) return { text, tone };
  return { text: outcome.kind === 'later' ? why : `${text} ${why}`, tone };
}
