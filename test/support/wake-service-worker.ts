// Background Sync as the browser would start it, at the moment that a story chooses.
import type { CDPSession, Page } from 'playwright';

interface SyncedWorker {
  origin: string;
  registrationId: string;
}

/** @param page any page of the browser, of whatever site. @returns a function that wakes the site's service worker by a tag. */
export async function findServiceWorker(page: Page, origin: string): Promise<(tag: string) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const { registrationId } = await whenRegistered(session, origin);
  return async (tag) => void (await session.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag, lastChance: false }));
}

async function whenRegistered(session: CDPSession, origin: string): Promise<SyncedWorker> {
  const found = new Promise<SyncedWorker>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const registration = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(origin) && !isDeleted);
      if (registration) resolve({ origin, registrationId: registration.registrationId });
    });
  });
  await session.send('ServiceWorker.enable');
  return found;
}
