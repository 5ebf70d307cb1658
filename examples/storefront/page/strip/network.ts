/** What the demo server does with the library's requests: takes them, answers 503, or cuts the connection. */
export type NetworkMode = 'healthy' | 'failing' | 'offline';

/** The switches on the server, seen from this tab. */
export interface Network {
  mode(): NetworkMode;
  set(mode: NetworkMode): Promise<void>;
  /** @returns a function that ends it. */
  onChange(listener: () => void): () => void;
}

const address = '/demo/network';
const askAgainMs = 2_000;

export function createNetwork(): Network {
  const listeners = new Set<() => void>();
  const otherTabs = new BroadcastChannel('storefront-network');
  let current: NetworkMode = 'healthy';

  const take = (mode: NetworkMode): void => {
    const wasOffline = current === 'offline';
    current = mode;
    // What a pulled cable does: every page hears of it.
    if ((mode === 'offline') !== wasOffline) window.dispatchEvent(new Event(wasOffline ? 'online' : 'offline'));
    for (const listener of listeners) listener();
  };
  const ask = (): void => void request('GET').then(take);
  otherTabs.addEventListener('message', (event) => take(toMode(event.data)));
  // The server may have been started anew while nobody looked.
  document.addEventListener('visibilitychange', ask);
  // Or while somebody looks; nothing tells a page that a server is back.
  setInterval(() => current === 'offline' && !document.hidden && ask(), askAgainMs);
  // The browser's own word, which is not what `take` says.
  for (const type of ['online', 'offline']) window.addEventListener(type, ({ isTrusted }) => isTrusted && ask());
  ask();

  return {
    mode: () => current,
    async set(mode) {
      take(await request('POST', mode));
      otherTabs.postMessage(current);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

async function request(method: 'GET' | 'POST', mode?: NetworkMode): Promise<NetworkMode> {
  try {
    const body = mode ? { body: JSON.stringify({ mode }), headers: { 'content-type': 'application/json' } } : {};
    const answer: unknown = await (await fetch(address, { method, ...body })).json();
    return toMode(typeof answer === 'object' && answer !== null && 'mode' in answer ? answer.mode : undefined);
  } catch {
    // The server is stopped: nothing gets through.
    return 'offline';
  }
}

function toMode(value: unknown): NetworkMode {
  return value === 'failing' || value === 'offline' ? value : 'healthy';
}
