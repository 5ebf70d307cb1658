import type { IgEvents } from 'igevents';
import { IgEventsProvider } from 'igevents/react';
import type { ServiceWorkerLink } from 'igevents/register-service-worker';
import type { ReactElement } from 'react';
import { Shop } from './layout/shop.js';
import { Strip } from './strip/strip.js';

interface AppProps {
  igEvents: IgEvents;
  serviceWorker: ServiceWorkerLink;
}

/** The shop knows the hooks only; the strip looks behind them. */
export function App({ igEvents, serviceWorker }: AppProps): ReactElement {
  return (
    <IgEventsProvider client={igEvents}>
      <Shop />
      <Strip igEvents={igEvents} serviceWorker={serviceWorker} />
    </IgEventsProvider>
  );
}
