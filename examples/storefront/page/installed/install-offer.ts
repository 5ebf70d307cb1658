import { useSyncExternalStore } from 'react';

/** Chromium's event: the page may be installed, and the browser waits for a button of the page's own to ask. */
interface InstallOffer extends Event {
  /** Shows the browser's dialog; once. */
  prompt(): Promise<{ outcome: 'accepted' | 'dismissed' }>;
}

const listeners = new Set<() => void>();
let offer: InstallOffer | undefined;

// At import: the event may come before anything is rendered.
window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  if (isInstallOffer(event)) change(event);
});
window.addEventListener('appinstalled', () => change(undefined));

/** Asks the browser to install the shop; undefined where it is installed, or the browser does not offer it. */
export function useInstall(): (() => Promise<string>) | undefined {
  const current = useSyncExternalStore(subscribe, () => offer);
  return (
    current &&
    (async () => {
      change(undefined);
      return (await current.prompt()).outcome;
    })
  );
}

function change(next: InstallOffer | undefined): void {
  offer = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function isInstallOffer(event: Event): event is InstallOffer {
  return 'prompt' in event;
}
