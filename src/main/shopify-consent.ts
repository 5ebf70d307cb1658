import type { Consent } from '../shared/event.js';
import { attempt } from './attempt.js';
import { createTellChanges } from './consent-changes.js';
import type { ConsentSource } from './ig-events.js';

/** The parts of Shopify's Customer Privacy API (shopify.dev/docs/api/customer-privacy) that are read here; any of them may be missing. */
interface ShopifyGlobal {
  customerPrivacy?: {
    /** Allowed by the region's rules, the merchant's settings and the visitor's choice together. */
    analyticsProcessingAllowed?: () => boolean;
    /** `yes`, `no`, or an empty text while the visitor has not chosen. */
    currentVisitorConsent?: () => { analytics?: string };
  };
  loadFeatures?: (features: { name: string; version: string }[], onLoad: (error?: unknown) => void) => void;
}

/** The API arrived, on a theme or from Hydrogen; or the visitor has chosen. */
const shopifyEvents = ['visitorConsentCollected', 'shopifyCustomerPrivacyApiLoaded', 'consentTrackingApiLoaded'];

/**
 * The consent that Shopify's own banner, or any other that registers its choice with the Customer Privacy API, has collected for analytics.
 * Where no consent is needed it is granted. Pending until the API is there, while the visitor has not chosen, and where the API throws.
 */
export function shopifyConsent(): ConsentSource {
  return (tell) => {
    const tellChange = createTellChanges(tell);
    let isAsked = false;

    function look(collected?: boolean): void {
      tellChange(attempt(() => readConsent(collected), 'pending'));
      if (isAsked || shopify().customerPrivacy) return;
      attempt(() => {
        const { loadFeatures } = shopify();
        if (!loadFeatures) return;
        isAsked = true;
        loadFeatures([{ name: 'consent-tracking-api', version: '0.1' }], () => look());
      });
    }

    look();
    for (const type of shopifyEvents) document.addEventListener(type, (event) => look(analyticsIn(event)));
    // A script of the theme that stands below this one may bring the API's loader.
    for (const type of ['DOMContentLoaded', 'load']) addEventListener(type, () => look());
  };
}

/** @param collected what the visitor has just chosen. */
function readConsent(collected: boolean | undefined): Consent {
  const { customerPrivacy } = shopify();
  if (customerPrivacy?.analyticsProcessingAllowed?.() ?? collected) return 'granted';
  const choice = customerPrivacy?.currentVisitorConsent?.().analytics;
  // Hydrogen fires the event also when nobody has chosen yet: then the choice is an empty text.
  return choice === 'no' || (choice === undefined && collected === false) ? 'denied' : 'pending';
}

function analyticsIn(event: Event): boolean | undefined {
  return attempt(() => {
    const { analyticsAllowed } = (event as CustomEvent<{ analyticsAllowed?: unknown } | null>).detail ?? {};
    return typeof analyticsAllowed === 'boolean' ? analyticsAllowed : undefined;
  });
}

function shopify(): ShopifyGlobal {
  return (globalThis as { Shopify?: ShopifyGlobal }).Shopify ?? {};
}
