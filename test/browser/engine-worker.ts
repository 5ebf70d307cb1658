// The other end of engine.test.ts: keeps what arrives on the given port in IndexedDB and answers with what it then reads.
addEventListener('message', ({ ports }) => {
  const [port] = ports;
  if (!port) return;
  port.onmessage = async ({ data: { key, value } }) => port.postMessage(await storeAndRead(key, value));
});

async function storeAndRead(key: number, value: unknown): Promise<unknown> {
  const opening = indexedDB.open(`engine-${crypto.randomUUID()}`, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('rows');
  const database = await whenDone(opening);
  const writing = database.transaction('rows', 'readwrite');
  writing.objectStore('rows').put(value, key);
  await new Promise((resolve, reject) => {
    writing.oncomplete = resolve;
    writing.onabort = () => reject(writing.error);
  });
  const row: unknown = await whenDone(database.transaction('rows').objectStore('rows').get(key));
  database.close();
  indexedDB.deleteDatabase(database.name);
  return row;
}

function whenDone<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
