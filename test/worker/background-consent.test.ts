import { describe, expect, it } from 'vitest';
import { backgroundConsent } from '../../src/worker/background-consent.js';
import { type Head, newHead } from '../../src/worker/outbox-head.js';

const head = (more: Partial<Head>): Head => ({ ...newHead('an-outbox'), ...more });

describe('the consent that a service worker goes by', () => {
  it('is the newest that a page has used', () => {
    expect(backgroundConsent(head({ agreedAt: 5 }))).toBe(5);
    expect(backgroundConsent(head({ agreedAt: 5, withdrawn: { at: 4, isKept: true } }))).toBe(5);
    expect(backgroundConsent(head({ agreedAt: 5, withdrawn: { at: 4, isKept: false } }))).toBe(5);
  });

  it('is none while what waits is kept under a denial', () => {
    expect(backgroundConsent(head({ agreedAt: 5, withdrawn: { at: 5, isKept: true } }))).toBeUndefined();
    expect(backgroundConsent(head({ withdrawn: { at: 5, isKept: true } }))).toBeUndefined();
  });

  it('lets requests of deletion go, which are all that a denial has left', () => {
    expect(backgroundConsent(head({ agreedAt: 5, withdrawn: { at: 6, isKept: false } }))).toBe(5);
    expect(backgroundConsent(head({ withdrawn: { at: 6, isKept: false } }))).toBe(0);
  });

  it('is none where no page with consent has written, or where it cannot be read', () => {
    expect(backgroundConsent(head({}))).toBeUndefined();
    expect(backgroundConsent(head({ agreedAt: 0 }))).toBeUndefined();
    expect(backgroundConsent(undefined)).toBeUndefined();
    expect(backgroundConsent({ ...head({ agreedAt: 5 }), fence: Number.NaN })).toBeUndefined();
    expect(backgroundConsent(Object.assign(head({ agreedAt: 5 }), { format: 2 }))).toBeUndefined();
  });
});
