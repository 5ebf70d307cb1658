import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type GoogleConsentOptions, googleConsentMode } from '../../src/main/consent.js';
import type { Consent } from '../../src/shared/event.js';

let page = new EventTarget();

beforeEach(() => {
  page = new EventTarget();
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('dataLayer', undefined);
  vi.useFakeTimers();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const layer = (): unknown[] => (globalThis as unknown as { dataLayer: unknown[] }).dataLayer;

/** As Google's snippet defines it: the data layer gets the arguments themselves. */
function gtag(..._parts: unknown[]): void {
  (globalThis as { dataLayer?: unknown[] }).dataLayer ??= [];
  // biome-ignore lint/complexity/noArguments: the command is the arguments object, not an array of its members.
  layer().push(arguments);
}

const say = (command: string, analytics_storage: unknown, more: object = {}): void =>
  gtag('consent', command, { ad_storage: 'denied', analytics_storage, ...more });

function start(options?: GoogleConsentOptions): Consent[] {
  const told: Consent[] = [];
  googleConsentMode(options)((consent) => told.push(consent));
  return told;
}

describe('google-consent', () => {
  it('tells nothing where nothing was said, and makes the data layer that every snippet makes', () => {
    expect(start()).toEqual([]);
    expect(layer()).toEqual([]);
  });

  it('reads what was said before it came', () => {
    say('default', 'denied');
    say('update', 'granted');
    expect(start()).toEqual(['granted']);
  });

  it('hears what is said later, and tells changes only', () => {
    const told = start();
    say('default', 'denied');
    gtag('js', new Date());
    say('update', 'granted');
    say('update', 'granted');
    say('update', 'denied');
    expect(told).toEqual(['granted', 'denied']);
  });

  it('takes a default of denied for no answer yet, and a default of granted for an answer', () => {
    say('default', 'denied');
    expect(start()).toEqual([]);
    say('default', 'granted');
    expect(start()).toEqual(['granted']);
  });

  it('leaves what the visitor has said as it is when a default comes after it, or an update that speaks of other things', () => {
    say('update', 'denied');
    say('default', 'granted');
    gtag('consent', 'update', { ad_storage: 'granted' });
    expect(start()).toEqual(['denied']);
  });

  it('waits for the banner as long as it asks for', () => {
    say('default', 'granted', { wait_for_update: 500 });
    const told = start();
    vi.advanceTimersByTime(499);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['granted']);
  });

  it('ends the wait with the banner’s word', () => {
    const told = start();
    say('default', 'granted', { wait_for_update: 500 });
    say('update', 'denied');
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual(['denied']);
  });

  it('is pending after a wait when the default is denied', () => {
    say('default', 'denied', { wait_for_update: 500 });
    const told = start();
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([]);
  });

  it('grants by a default only where every region’s default does, as long as it does not know where the visitor is', () => {
    say('default', 'granted');
    say('default', 'granted', { region: ['US'] });
    expect(start()).toEqual(['granted']);
    say('default', 'denied', { region: ['DE', 'ES'] });
    expect(start()).toEqual([]);
    say('update', 'granted', { region: ['DE'] });
    expect(start()).toEqual(['granted']);
  });

  it.each([
    ['DE', 'pending'],
    ['US', 'granted'],
    ['US-CA', 'pending'],
    ['us-tx', 'granted'],
    ['FR', 'pending'],
  ])('goes by the default that names %s most closely: %s', (region, expected) => {
    say('default', 'granted', { region: ['US'] });
    say('default', 'denied', { region: ['DE', 'US-CA'] });
    say('default', 'denied');
    expect(start({ region }).at(-1) ?? 'pending').toBe(expected);
  });

  it('returns what push returned, and passes on what it throws', () => {
    start();
    expect(layer().push('a', 'b')).toBe(2);
    const thrown = new Error('full');
    layer().push = () => {
      throw thrown;
    };
    expect(() => layer().push('c')).toThrow(thrown);
  });

  it('survives the tag manager that puts its own push in place and calls the one it found', () => {
    const told = start();
    const calls: unknown[][] = [];
    const found = layer().push;
    layer().push = function (this: unknown, ...items: unknown[]) {
      calls.push(items);
      return found.apply(this, items);
    };
    say('update', 'granted');
    expect(calls).toHaveLength(1);
    expect(layer()).toHaveLength(1);
    expect(told).toEqual(['granted']);
  });

  it('survives one that does not call the push that it found', () => {
    const told = start();
    layer().push = (...items: unknown[]) => items.length;
    say('update', 'granted');
    expect(told).toEqual(['granted']);
  });

  it('finds an array that was put in the place of the first', () => {
    const told = start();
    vi.stubGlobal('dataLayer', []);
    say('update', 'granted');
    page.dispatchEvent(new Event('DOMContentLoaded'));
    expect(told).toEqual(['granted']);
    say('update', 'denied');
    expect(told).toEqual(['granted', 'denied']);
  });

  it('serves two pipelines on one page', () => {
    const [one, other] = [start(), start()];
    say('update', 'granted');
    expect([one, other]).toEqual([['granted'], ['granted']]);
  });

  it('takes another name of the data layer', () => {
    vi.stubGlobal('tagLayer', [['consent', 'update', { analytics_storage: 'granted' }]]);
    expect(start({ dataLayer: 'tagLayer' })).toEqual(['granted']);
    expect(layer()).toBeUndefined();
  });

  it.each([['a text'], [{ push: 7 }], [Object.freeze([])]])('leaves %j alone that stands in its place', (other) => {
    vi.stubGlobal('dataLayer', other);
    expect(start()).toEqual([]);
    expect(layer()).toBe(other);
  });

  it('passes over what is no command', () => {
    const hostile = {
      get 0(): never {
        throw new Error('hostile');
      },
    };
    for (const item of [null, 7, 'consent', [], ['consent'], ['consent', 'update'], ['consent', 'update', null], hostile]) gtag(item);
    vi.stubGlobal('dataLayer', [
      null,
      7,
      hostile,
      ['consent', 'update', 'granted'],
      ['consent', 'declare', { analytics_storage: 'granted' }],
    ]);
    expect(start()).toEqual([]);
  });
});
