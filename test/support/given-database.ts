/** An IndexedDB that works until the test says otherwise. */
export interface GivenDatabase {
  factory: IDBFactory;
  /** How often it was opened, and how often deleted. */
  count: { opens: number; deletions: number };
  /** The connections that were opened, the newest last. */
  connections: IDBDatabase[];
  /** What becomes of the next openings, one each; those after them succeed. */
  openings: Opening[];
  /** What becomes of the next transactions that write, one each. */
  writes: ((transaction: IDBTransaction, options: IDBTransactionOptions | undefined) => void)[];
}

export type Opening = () => IDBOpenDBRequest;

export function createGivenDatabase(): GivenDatabase {
  const given: GivenDatabase = {
    count: { opens: 0, deletions: 0 },
    connections: [],
    openings: [],
    writes: [],
    factory: {
      open(name: string, version?: number) {
        given.count.opens += 1;
        const opening = given.openings.shift();
        if (opening) return opening();
        const request = indexedDB.open(name, version);
        request.addEventListener('success', () => watch(request.result));
        return request;
      },
      deleteDatabase(name: string) {
        given.count.deletions += 1;
        return indexedDB.deleteDatabase(name);
      },
      cmp: (one: unknown, other: unknown) => indexedDB.cmp(one, other),
      databases: () => indexedDB.databases(),
    },
  };

  function watch(connection: IDBDatabase): void {
    given.connections.push(connection);
    const begin = connection.transaction.bind(connection);
    connection.transaction = (names, mode, options) => {
      const transaction = begin(names, mode, options);
      if (mode === 'readwrite') given.writes.shift()?.(transaction, options);
      return transaction;
    };
  }

  return given;
}

/** Never answers. */
export const hung: Opening = () => new EventTarget() as IDBOpenDBRequest;

export function refused(name: string): Opening {
  return () => {
    const error = new DOMException('refused', name);
    const request = Object.assign(new EventTarget(), { error, onerror: (_event: Event): void => {} });
    queueMicrotask(() => {
      const event = new Event('error', { cancelable: true });
      Object.defineProperty(event, 'target', { value: request });
      request.onerror(event);
    });
    return request as unknown as IDBOpenDBRequest;
  };
}

/** The transaction is aborted when it should be committed. */
export function aborts(name: string): (transaction: IDBTransaction) => void {
  return (transaction) => {
    Object.defineProperty(transaction, 'error', { value: new DOMException('', name) });
    transaction.commit = () => transaction.abort();
  };
}

/** The transaction is committed, and nobody is told until `tell` is called. */
export function keepsSilent(): { fault: (transaction: IDBTransaction) => void; tell: () => void } {
  let complete: (() => void) | undefined;
  return {
    fault(transaction) {
      Object.defineProperty(transaction, 'oncomplete', {
        set: (listener: () => void) => {
          complete = listener;
        },
      });
    },
    tell: () => complete?.(),
  };
}

/** Firefox refuses every put in the transaction that follows one that the quota aborted. */
export function refusesPuts(transaction: IDBTransaction): void {
  const open = transaction.objectStore.bind(transaction);
  transaction.objectStore = (name) =>
    Object.assign(open(name), {
      put(): never {
        throw new DOMException('A mutation operation was attempted on a database that did not allow mutations', 'InvalidStateError');
      },
    });
}
