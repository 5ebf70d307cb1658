/** What the demo server does with the library's requests: takes them, answers 503, or cuts the connection. */
export type NetworkMode = 'healthy' | 'failing' | 'offline';

/** The switches on the server, seen from this tab. */
export interface Network {
  mode(): NetworkMode;
  set(mode: NetworkMode): Promise<void>;
  onChange(listener: () => void): void;
}

const address = '/demo/network';

export function createNetwork(): Network {
  const listeners: (() => void)[] = [];
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
  ask();

  return {
    mode: () => current,
    async set(mode) {
      take(await request('POST', mode));
      otherTabs.postMessage(current);
    },
    onChange: (listener) => void listeners.push(listener),
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
