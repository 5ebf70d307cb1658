interface Request {
  task: (lock: Lock) => unknown;
  resolve: (result: unknown) => void;
  reject: (reason: unknown) => void;
}

/** Web Locks for where there are none, as far as a flush lock asks for them: exclusive, in order of asking, given up while waiting, stolen. */
export function createGivenLocks(): Pick<LockManager, 'request'> {
  const holders = new Map<string, Request>();
  const waiting = new Map<string, Request[]>();

  function grant(name: string, request: Request): void {
    holders.set(name, request);
    const result = Promise.resolve().then(() => request.task({ name, mode: 'exclusive' }));
    const release = (): void => {
      if (holders.get(name) !== request) return;
      holders.delete(name);
      const next = waiting.get(name)?.shift();
      if (next) grant(name, next);
    };
    void result.then(request.resolve, request.reject).then(release);
  }

  function ask(name: string, { signal, steal = false }: LockOptions, task: Request['task']): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const request = { task, resolve, reject };
      const holder = holders.get(name);
      if (!holder || steal) {
        holder?.reject(new DOMException('The lock was stolen.', 'AbortError'));
        grant(name, request);
        return;
      }
      const queue = waiting.get(name) ?? [];
      waiting.set(name, [...queue, request]);
      signal?.addEventListener('abort', () => {
        waiting.set(
          name,
          (waiting.get(name) ?? []).filter((each) => each !== request),
        );
        if (holders.get(name) !== request) reject(signal.reason);
      });
    });
  }

  return { request: ask as LockManager['request'] };
}
