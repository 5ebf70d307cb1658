import type { IgEvents } from 'igevents';
import type { ServiceWorkerLink } from 'igevents/register-service-worker';
import { type ReactElement, useState } from 'react';
import { kept } from '../kept.js';
import { Controls } from './controls.js';
import { Journey } from './journey.js';
import { Numbers } from './numbers.js';
import { serviceWorkerToWords } from './service-worker-words.js';
import { useNetwork } from './use-network.js';
import { useStatus } from './use-status.js';
import { accountToWords, latestProblem, statusToWords } from './words.js';

const fold = kept('storefront-strip', isFoldedAtFirst(), (found) => found === true);

interface StripProps {
  igEvents: IgEvents;
  serviceWorker: ServiceWorkerLink;
}

/** Shows at the foot of the page what becomes of each event. */
export function Strip({ igEvents, serviceWorker }: StripProps): ReactElement {
  const status = useStatus(igEvents);
  const { mode, setMode } = useNetwork();
  const [isFolded, setFolded] = useState(fold.read);
  const now = Date.now();
  const toggle = (): void => {
    fold.write(!isFolded);
    setFolded(!isFolded);
  };
  return (
    <section className="strip" aria-label="What happens to the events" data-testid="strip" data-folded={isFolded || undefined}>
      <p className="explain">
        <strong>Try it:</strong> switch the network off, click around, close the window, switch it on. Every event arrives once.
      </p>
      <Numbers outbox={status.outbox} />
      <p className="account-sum" data-testid="account">
        {accountToWords(status)}
      </p>
      <Journey status={status} mode={mode} />
      <p className="state" data-testid="flusher-state" data-flusher={status.outbox?.flusher.name ?? status.page.pipeline}>
        {statusToWords(status, now)}
      </p>
      <p className="problem" data-testid="last-problem">
        {latestProblem(status, now)}
      </p>
      <p className="closed" data-testid="service-worker">
        {serviceWorkerToWords(serviceWorker)}
      </p>
      <Controls mode={mode} setMode={setMode} />
      <button className="toggle" type="button" aria-expanded={!isFolded} data-testid="strip-toggle" onClick={toggle}>
        {isFolded ? 'Show more' : 'Show less'}
      </button>
    </section>
  );
}

function isFoldedAtFirst(): boolean {
  return window.matchMedia('(max-width: 700px)').matches;
}
