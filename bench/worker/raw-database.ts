/** A database with one store, as plain as IndexedDB allows. */
export function openDatabase(name: string, store: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(`floor:${name}`, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(store);
  return whenDone(opening);
}

/** A database that somebody else has made, in whatever version it is. */
export function openStored(name: string): Promise<IDBDatabase> {
  return whenDone(indexedDB.open(name));
}

export function whenDone<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

export function whenComplete(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
