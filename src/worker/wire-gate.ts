/** The way to the network, which can be shut: what is on its way ends, and nothing goes out until it is opened again. */
export interface WireGate {
  fetch: typeof fetch;
  shut(): void;
  open(): void;
}

export function createWireGate(given: typeof fetch): WireGate {
  const onTheirWay = new Set<AbortController>();
  let isShut = false;
  return {
    async fetch(input, init = {}) {
      if (isShut) throw new DOMException('There is no consent to send.', 'AbortError');
      const abort = new AbortController();
      // AbortSignal.any is missing before Safari 17.4 and Firefox 124.
      if (init.signal?.aborted) abort.abort();
      init.signal?.addEventListener('abort', () => abort.abort());
      onTheirWay.add(abort);
      try {
        return await given(input, { ...init, signal: abort.signal });
      } finally {
        onTheirWay.delete(abort);
      }
    },
    shut() {
      isShut = true;
      for (const abort of onTheirWay) abort.abort();
    },
    open() {
      isShut = false;
    },
  };
}
