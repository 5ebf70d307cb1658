import { createIgEvents } from './client.js';
import { googleConsentMode } from './google-consent.js';
import type { IgEvents, IgEventsSettings } from './ig-events.js';
import { readScriptAttributes } from './script-attributes.js';
import { scriptWorkerMaker } from './script-worker.js';
import { shopifyConsent } from './shopify-consent.js';

// A module has no current script; the files are looked for beside the page then, and nothing starts by itself.
const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : undefined;
const scriptUrl = script?.src || document.baseURI;

/** What the plain script gives to pages that start the pipeline themselves. */
interface PlainLibrary {
  createIgEvents: typeof createIgEvents;
  googleConsentMode: typeof googleConsentMode;
  shopifyConsent: typeof shopifyConsent;
}

// As in the package, but that the pipeline knows where its worker is.
const library: PlainLibrary = {
  createIgEvents({ workerUrl, ...settings }: IgEventsSettings = {}): IgEvents {
    return createIgEvents({ createWorker: scriptWorkerMaker(workerUrl, scriptUrl), ...settings });
  },
  googleConsentMode,
  shopifyConsent,
};

declare global {
  interface Window {
    igevents?: PlainLibrary;
  }
}

try {
  // Of two scripts the first stays, as its pipeline does.
  window.igevents ??= library;
  const { isManual, settings } = readScriptAttributes(script?.dataset ?? { manual: '' });
  if (!isManual) library.createIgEvents(settings);
} catch (error) {
  // A page must not break for an error in its tag; whoever has made it looks here.
  console.error(String(error));
}
