/** What the page and the service worker of a site say to each other. Pages and service workers of other versions may be at the other end. */

/** The tag of the site's Background Sync, one-shot and periodic. */
export function drainTag(site: string): string {
  return `igevents:${site}`;
}

const messageType = 'igevents:drain';

/** Asks the service worker to send what waits. The answer comes on the port that is transferred along, where there is one. */
export interface DrainMessage {
  type: typeof messageType;
  site: string;
}

/** What one slice of work has achieved. */
export interface DrainAnswer {
  delivered: number;
  /** Pushed events that still wait. */
  pending: number;
}

export function drainMessage(site: string): DrainMessage {
  return { type: messageType, site };
}

/** True for a message that asks for this site's outbox. */
export function isDrainMessage(data: unknown, site: string): data is DrainMessage {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === messageType && 'site' in data && data.site === site;
}

export function isDrainAnswer(data: unknown): data is DrainAnswer {
  if (typeof data !== 'object' || data === null || !('delivered' in data) || !('pending' in data)) return false;
  return typeof data.delivered === 'number' && typeof data.pending === 'number';
}
