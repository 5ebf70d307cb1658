import { useIgEvents, useIgStatus } from 'igevents/react';
import type { ReactElement } from 'react';

/** Asks once: the library keeps the answer on the device. Until then events wait in memory, and nothing is kept or sent. */
export function ConsentBanner(): ReactElement | undefined {
  const { setConsent } = useIgEvents();
  const { consent } = useIgStatus();
  if (consent !== 'pending') return undefined;
  return (
    <section className="card-notice consent" aria-label="Your privacy" data-testid="consent">
      <p>
        <strong>May we count your visit?</strong> Pages, searches, cart and orders; no name, no address.
      </p>
      <div className="row">
        <button className="secondary" type="button" data-testid="consent-deny" onClick={() => void setConsent('denied')}>
          No, thanks
        </button>
        <button className="primary" type="button" data-testid="consent-grant" onClick={() => void setConsent('granted')}>
          Yes, count it
        </button>
      </div>
    </section>
  );
}
