import { afterEach, describe, expect, it, vi } from 'vitest';
import { shopifyConsent } from '../../src/main/consent.js';
import type { Consent } from '../../src/shared/event.js';

/** Shopify's parts of a page, as far as they have loaded. */
function openPage(shopify?: Record<string, unknown>) {
  const page = new EventTarget();
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
  vi.stubGlobal('Shopify', shopify);
  const told: Consent[] = [];
  return {
    told,
    start: () => shopifyConsent()((consent) => told.push(consent)),
    fire: (type: string, detail?: unknown) => page.dispatchEvent(new CustomEvent(type, { detail })),
  };
}

const privacy = (allowed: unknown, analytics?: string) => ({
  analyticsProcessingAllowed: () => allowed,
  ...(analytics !== undefined && { currentVisitorConsent: () => ({ analytics }) }),
});

const throwing = () => {
  throw new Error('not loaded');
};

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('shopify-consent', () => {
  it.each([
    ['granted', 'where the region needs no consent', privacy(true, '')],
    ['granted', 'when the visitor has agreed', privacy(true, 'yes')],
    ['denied', 'when the visitor has refused', privacy(false, 'no')],
    ['pending', 'while the visitor has not chosen', privacy(false, '')],
    ['pending', 'when nobody can tell a refusal from no choice', privacy(false)],
    ['pending', 'when the API is another', {}],
    ['pending', 'when the API throws', { analyticsProcessingAllowed: throwing }],
    ['pending', 'when the choice throws', { ...privacy(false), currentVisitorConsent: throwing }],
  ])('is %s %s', (expected, _, customerPrivacy) => {
    const { told, start } = openPage({ customerPrivacy });
    start();
    // A page begins pending: that is not told.
    expect(told.at(-1) ?? 'pending').toBe(expected);
  });

  it('is pending without Shopify, and until its API has loaded', () => {
    const { told, start, fire } = openPage();
    start();
    vi.stubGlobal('Shopify', { customerPrivacy: privacy(true, '') });
    expect(told).toEqual([]);
    fire('shopifyCustomerPrivacyApiLoaded', null);
    expect(told).toEqual(['granted']);
  });

  it('has a theme load the API, once, and reads it when it is there', () => {
    const asked: unknown[] = [];
    let loaded = (_error?: unknown): void => {};
    const loadFeatures = (features: unknown, onLoad: (error?: unknown) => void): void => {
      asked.push(features);
      loaded = onLoad;
    };
    const shopify: Record<string, unknown> = { loadFeatures };
    const { told, start, fire } = openPage(shopify);
    start();
    fire('load');
    expect(asked).toEqual([[{ name: 'consent-tracking-api', version: '0.1' }]]);
    shopify['customerPrivacy'] = privacy(false, 'no');
    loaded();
    expect(told).toEqual(['denied']);
  });

  it('finds a loader that comes later, and survives one that throws', () => {
    const loadFeatures = vi.fn(throwing);
    const { told, start, fire } = openPage();
    start();
    vi.stubGlobal('Shopify', { loadFeatures });
    fire('DOMContentLoaded');
    expect(loadFeatures).toHaveBeenCalledOnce();
    expect(told).toEqual([]);
  });

  it('follows the visitor', () => {
    const shopify: Record<string, unknown> = { customerPrivacy: privacy(false, '') };
    const { told, start, fire } = openPage(shopify);
    start();
    shopify['customerPrivacy'] = privacy(true, 'yes');
    fire('visitorConsentCollected', { analyticsAllowed: true });
    fire('visitorConsentCollected', { analyticsAllowed: true });
    shopify['customerPrivacy'] = privacy(false, 'no');
    fire('visitorConsentCollected', { analyticsAllowed: false });
    expect(told).toEqual(['granted', 'denied']);
  });

  it('believes the event where the API cannot tell', () => {
    const { told, start, fire } = openPage();
    start();
    fire('visitorConsentCollected', { analyticsAllowed: true });
    fire('visitorConsentCollected', { analyticsAllowed: false });
    fire('visitorConsentCollected', 'nonsense');
    fire('visitorConsentCollected');
    expect(told).toEqual(['granted', 'denied', 'pending']);
  });

  it('does not take the event for a refusal that Hydrogen fires before anybody has chosen', () => {
    const { told, start, fire } = openPage({ customerPrivacy: privacy(false, '') });
    start();
    fire('visitorConsentCollected', { analyticsAllowed: false });
    expect(told).toEqual([]);
  });

  it('survives a listener that throws', () => {
    openPage({ customerPrivacy: privacy(true, '') });
    expect(() => shopifyConsent()(throwing)).not.toThrow();
  });
});
