// What browsers do to a site's storage: done for real where a browser can be brought to it, and otherwise in front of the worker's IndexedDB.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CDPSession, JSHandle } from 'playwright';
import type { ShopPage } from './shop-page.js';
import type { FileAnswer } from './start-shop.js';

/** How IndexedDB answers a worker that wants to open a database. */
export type OpenFault = 'works' | 'missing' | 'refused' | 'hangs';

const channelName = 'storage-fault';
/** The database of the site `default`, as the library names it. */
const databaseName = 'igevents:default';

/** Puts a switch before the IndexedDB of each worker; `setOpenFault` and `closeConnections` move it. */
export function faultyStorage(first: OpenFault): FileAnswer {
  return (response, { content }) => {
    const prelude = `(${standBeforeIndexedDB})(${JSON.stringify(channelName)}, ${JSON.stringify(first)});`;
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(`${prelude}\n${content}`);
  };
}

/** Runs in the worker, ahead of the library. */
function standBeforeIndexedDB(name: string, first: string): void {
  let fault = first;
  const connections: IDBDatabase[] = [];
  const open = indexedDB.open.bind(indexedDB);
  if (first === 'missing') Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
  else
    indexedDB.open = (...asked) => {
      if (fault === 'refused') throw new DOMException('The operation is insecure.', 'SecurityError');
      if (fault === 'hangs') return Object.create(IDBOpenDBRequest.prototype, silentHandlers());
      const request = open(...asked);
      request.addEventListener('success', () => connections.push(request.result));
      return request;
    };
  new BroadcastChannel(name).onmessage = ({ data }) => {
    if (data !== 'close') fault = data;
    else for (const connection of connections.splice(0)) endConnection(connection);
  };

  /** As browsers do it that close connections unasked. */
  function endConnection(connection: IDBDatabase): void {
    connection.close();
    connection.dispatchEvent(new Event('close'));
  }

  function silentHandlers(): PropertyDescriptorMap {
    const events = ['success', 'error', 'blocked', 'upgradeneeded'];
    return Object.fromEntries(events.map((event) => [`on${event}`, { value: null, writable: true }]));
  }
}

export function setOpenFault(tab: ShopPage, fault: OpenFault): Promise<void> {
  return tell(tab, fault);
}

/** Closes every connection of the workers under them. */
export function closeConnections(tab: ShopPage): Promise<void> {
  return tell(tab, 'close');
}

function tell({ page }: ShopPage, message: string): Promise<void> {
  return page.evaluate(([name, data]) => new BroadcastChannel(name).postMessage(data), [channelName, message] as const);
}

/** The user has forbidden all sites to store anything. The browser must not run yet. */
export function forbidSiteData(profile: string): void {
  const folder = join(profile, 'Default');
  mkdirSync(folder, { recursive: true });
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(folder, 'Preferences'), JSON.stringify(preferences));
}

/** @param bytes undefined for as much as the browser gives by itself. */
export async function setQuota(tab: ShopPage, bytes: number | undefined): Promise<void> {
  const session = await openSession(tab);
  await session.send('Storage.overrideQuotaForOrigin', { origin: originOf(tab), ...(bytes !== undefined && { quotaSize: bytes }) });
}

/** What a browser does when the user clears a site's data, or when it needs the room. */
export async function clearSiteData(tab: ShopPage, types: 'indexeddb' | 'all'): Promise<void> {
  const session = await openSession(tab);
  await session.send('Storage.clearDataForOrigin', { origin: originOf(tab), storageTypes: types });
}

/** A session ends with its page: what it has set holds until then. */
function openSession({ page }: ShopPage): Promise<CDPSession> {
  return page.context().newCDPSession(page);
}

function originOf({ page }: ShopPage): string {
  return new URL(page.url()).origin;
}

export function deleteOutbox({ page }: ShopPage): Promise<void> {
  return page.evaluate((name) => {
    const deleting = indexedDB.deleteDatabase(name);
    return new Promise<void>((resolve, reject) => {
      deleting.onsuccess = () => resolve();
      deleting.onerror = () => reject(deleting.error);
    });
  }, databaseName);
}

/** Rows of the log, written past the library. */
export async function putRows(tab: ShopPage, rows: readonly object[]): Promise<void> {
  const database = await openOutbox(tab);
  await database.evaluate(async (opened, given) => {
    const transaction = opened.transaction('batches', 'readwrite');
    for (const row of given) transaction.objectStore('batches').put(row);
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    opened.close();
  }, rows);
}

/** Changes values of the outbox's own account, past the library. */
export async function changeHead(tab: ShopPage, values: object): Promise<void> {
  const database = await openOutbox(tab);
  await database.evaluate(async (opened, given) => {
    const transaction = opened.transaction('heads', 'readwrite');
    const heads = transaction.objectStore('heads');
    const reading = heads.get('head');
    reading.onsuccess = () => heads.put({ ...reading.result, ...given }, 'head');
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    opened.close();
  }, values);
}

/** What a newer version of the library may do that keeps to the rule of adding only. */
export async function extendSchema({ page }: ShopPage): Promise<void> {
  await page.evaluate(async (name) => {
    const opening = indexedDB.open(name, 20);
    opening.onupgradeneeded = () => {
      opening.result.createObjectStore('added');
      opening.transaction?.objectStore('batches').createIndex('added', 'bytes');
    };
    await new Promise<void>((resolve, reject) => {
      opening.onsuccess = () => resolve();
      opening.onerror = () => reject(opening.error);
    });
    opening.result.onversionchange = () => opening.result.close();
  }, databaseName);
}

/** What is in the log, read past the library. */
export async function readRows(tab: ShopPage): Promise<unknown[]> {
  const database = await openOutbox(tab);
  return database.evaluate(async (opened) => {
    const reading = opened.transaction('batches').objectStore('batches').getAll();
    await new Promise((resolve) => {
      reading.onsuccess = resolve;
    });
    opened.close();
    return reading.result;
  });
}

/** Loses rows and nothing else, as a browser may that repairs its files. */
export async function loseRows(tab: ShopPage): Promise<void> {
  const database = await openOutbox(tab);
  await database.evaluate(async (opened) => {
    const transaction = opened.transaction('batches', 'readwrite');
    transaction.objectStore('batches').clear();
    await new Promise((resolve) => {
      transaction.oncomplete = resolve;
    });
    opened.close();
  });
}

/** Keeps a connection of an earlier schema open, as a page does that does not hear of the later one. @returns what closes it. */
export async function keepOldConnection(tab: ShopPage): Promise<() => Promise<void>> {
  const database = await openOutbox(tab, 1);
  return () => database.evaluate((opened) => opened.close());
}

/** Locks the tables, as a page does that was stopped in the middle of a transaction. @returns what releases them. */
export async function lockTables(tab: ShopPage): Promise<() => Promise<void>> {
  const database = await openOutbox(tab);
  const lock = await database.evaluateHandle(async (opened) => {
    const heads = opened.transaction([...opened.objectStoreNames], 'readwrite').objectStore('heads');
    const state = { isHeld: true };
    await new Promise<void>((resolve) => {
      const keepAlive = (): void => {
        heads.count().onsuccess = () => {
          resolve();
          if (state.isHeld) keepAlive();
          else opened.close();
        };
      };
      keepAlive();
    });
    return state;
  });
  return () =>
    lock.evaluate((state) => {
      state.isHeld = false;
    });
}

function openOutbox({ page }: ShopPage, version?: number): Promise<JSHandle<IDBDatabase>> {
  return page.evaluateHandle(
    ([name, asked]) => {
      const opening = indexedDB.open(name, asked);
      return new Promise<IDBDatabase>((resolve, reject) => {
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(opening.error);
      });
    },
    [databaseName, version] as const,
  );
}
