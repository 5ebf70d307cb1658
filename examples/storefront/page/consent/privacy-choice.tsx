import { useIgEvents, useIgStatus } from 'igevents/react';
import type { ReactElement } from 'react';

/** Changes what the visitor has decided before. */
export function PrivacyChoice(): ReactElement {
  const { setConsent, erase } = useIgEvents();
  const { consent } = useIgStatus();
  const isCounted = consent === 'granted';
  return (
    <section data-testid="privacy">
      <h2>Your visit in our numbers</h2>
      <p className="lead">{isCounted ? 'It is counted: pages, searches, cart and orders.' : 'It is not counted.'}</p>
      <div className="row">
        <button
          className="secondary"
          type="button"
          data-testid="change-consent"
          onClick={() => void setConsent(isCounted ? 'denied' : 'granted')}
        >
          {isCounted ? 'Stop counting' : 'Count my visit'}
        </button>
        {isCounted && (
          <button className="secondary" type="button" data-testid="erase" onClick={() => void erase()}>
            Delete what you have of me
          </button>
        )}
      </div>
    </section>
  );
}
