import type { Chance } from './chance.js';

/** What the way to the collector is like, for minutes or hours. */
export type Weather = keyof typeof weathers;

/** What becomes of one request on its way. */
export type RequestFate =
  /** It reaches the collector, after `delayMs`, and the answer comes back. */
  | { kind: 'arrives'; delayMs: number }
  /** It never reaches the collector; the sender sees an error or nothing. */
  | { kind: 'lost'; sees: 'error' | 'nothing' }
  /** The collector commits, and the sender sees an error, nothing, or what somebody in between says. */
  | { kind: 'answer lost'; sees: 'error' | 'nothing' | Answer }
  /** It arrives, and once more later. */
  | { kind: 'doubled'; againMs: number }
  /** Somebody in between answers. */
  | { kind: 'answered'; answer: Answer };

/** An answer as the transport reads it. */
export interface Answer {
  status: number;
  type?: ResponseType;
  headers?: Record<string, string>;
  text?: string;
}

const weathers = {
  fine: { arrives: 1 },
  flaky: { arrives: 5, lost: 3, answerLost: 3, doubled: 3, broken: 2, busy: 1, html: 1, wrongBatch: 1, late: 1 },
  slow: { late: 1 },
  offline: { lost: 1 },
  hanging: { hanging: 4, answerLost: 1 },
  outage: { broken: 1 },
  busy: { busy: 1 },
  portal: { html: 4, redirect: 1 },
  misconfigured: { misconfigured: 1 },
} as const satisfies Record<string, Partial<Record<Kind, number>>>;

type Kind =
  | 'arrives'
  | 'lost'
  | 'answerLost'
  | 'doubled'
  | 'broken'
  | 'busy'
  | 'html'
  | 'redirect'
  | 'wrongBatch'
  | 'late'
  | 'hanging'
  | 'misconfigured';

export function fateIn(weather: Weather, chance: Chance, now: number): RequestFate {
  const weights: Partial<Record<Kind, number>> = weathers[weather];
  switch (chance.weighted(weights as Record<Kind, number>)) {
    case 'arrives':
      return { kind: 'arrives', delayMs: 0 };
    case 'late':
      return { kind: 'arrives', delayMs: chance.magnitude(1_000, weather === 'slow' ? 12_000 : 200_000) };
    case 'lost':
      return { kind: 'lost', sees: 'error' };
    case 'hanging':
      return { kind: 'lost', sees: 'nothing' };
    case 'answerLost':
      return {
        kind: 'answer lost',
        sees: chance.pick<'error' | 'nothing' | Answer>(['error', 'nothing', { status: 502 }, { status: 504 }, htmlPage]),
      };
    case 'doubled':
      return { kind: 'doubled', againMs: chance.magnitude(1, 3_600_000) };
    case 'broken':
      return { kind: 'answered', answer: { status: chance.pick([408, 425, 500, 500, 502, 503, 504, 507, 520]) } };
    case 'busy':
      return {
        kind: 'answered',
        answer: { status: chance.pick([429, 503]), headers: { 'retry-after': absurdRetryAfter(chance, now) } },
      };
    case 'html':
      return { kind: 'answered', answer: htmlPage };
    case 'redirect':
      return { kind: 'answered', answer: { status: 0, type: 'opaqueredirect' } };
    case 'wrongBatch':
      return { kind: 'answered', answer: chance.pick(wrongSuccesses) };
    case 'misconfigured':
      return { kind: 'answered', answer: { status: chance.pick([401, 403, 404, 405, 410, 451]) } };
  }
}

const htmlPage: Answer = { status: 200, headers: { 'content-type': 'text/html' }, text: '<p>Welcome to our free WiFi' };

/** Successes that acknowledge nothing. */
const wrongSuccesses: [Answer, ...Answer[]] = [
  { status: 200, headers: { 'content-type': 'application/json' }, text: '{"batch":"another","accepted":3}' },
  { status: 202, headers: { 'content-type': 'application/json' }, text: '{}' },
  { status: 200, headers: { 'content-type': 'application/json' }, text: '{"batch":' },
  { status: 204 },
];

function absurdRetryAfter(chance: Chance, now: number): string {
  const dates = [now + 90_000, now - 90_000, Date.UTC(9999, 11, 31)].map((at) => new Date(at).toUTCString());
  return chance.pick(['5', '120', '0', '-1', '99999999999', 'soon', '', '1e3', '0x10', 'Monday', ...dates]);
}
