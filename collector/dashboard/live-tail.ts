import type { StoredEvent } from '../src/read-model.js';
import { isStoredEvent, tailUrl } from './api.js';

/** Follows the collector's stream; the browser reconnects by itself and continues behind the last event it saw. */
export function followTail(onEvent: (event: StoredEvent) => void, onConnection: (isLive: boolean) => void): void {
  const stream = new EventSource(tailUrl);
  stream.addEventListener('open', () => onConnection(true));
  stream.addEventListener('error', () => {
    onConnection(false);
    // The browser gives up on an answer that is no stream, for example a proxy's error page.
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => followTail(onEvent, onConnection), 3_000);
  });
  stream.addEventListener('message', ({ data }) => {
    const event: unknown = JSON.parse(String(data));
    if (isStoredEvent(event)) onEvent(event);
  });
}
