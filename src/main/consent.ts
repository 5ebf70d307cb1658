export { type GoogleConsentOptions, googleConsentMode } from './google-consent.js';
export type { ConsentSource } from './ig-events.js';
export { shopifyConsent } from './shopify-consent.js';
