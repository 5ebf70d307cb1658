import { createIgEvents } from 'igevents';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { igSettings } from '../shared/ig-settings.js';
import { App } from './app.js';
import { publishIgData } from './experiment/publish-ig-data.js';
import { displayMode } from './installed/display-mode.js';
import { startServiceWorker } from './installed/start-service-worker.js';

publishIgData();
const igEvents = createIgEvents({
  ...igSettings,
  // Nothing is kept or sent before the visitor has agreed.
  consent: 'pending',
  context: () => ({ shownAs: displayMode() }),
});
const serviceWorker = startServiceWorker(igEvents);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App igEvents={igEvents} serviceWorker={serviceWorker} />
    </StrictMode>,
  );
}
