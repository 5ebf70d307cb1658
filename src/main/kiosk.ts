import type { IgEvents } from './ig-events.js';
import { createBeat } from './kiosk/beat.js';
import type { Gesture } from './kiosk/corner-taps.js';
import { reloadWhenUntouched } from './kiosk/reload-when-untouched.js';
import { createServicePanel } from './kiosk/service-panel.js';
import { watchGesture } from './kiosk/watch-gesture.js';
import { watchTouches } from './kiosk/watch-touches.js';
import type { Stuck } from './kiosk/watchdog.js';

export type { Corner, Gesture } from './kiosk/corner-taps.js';
export type { Heartbeat } from './kiosk/heartbeat.js';
export { type KioskDeviceIdOptions, kioskDeviceId } from './kiosk/kiosk-device-id.js';
export type { Stuck } from './kiosk/watchdog.js';

/** What `startKiosk` takes. Everything has a default. */
export interface KioskOptions {
  /** The application's version, for the heartbeat. @default none */
  app?: string;
  /** Time between two heartbeats, ms. @default 300000 */
  heartbeatMs?: number;
  /** After this long without a touch, `endSession()` is called once, ms. @default never */
  sessionIdleMs?: number;
  /** What opens the devtools panel; false for nothing. @default five taps within 3 s in the top left corner of 64 px */
  gesture?: Gesture | false;
  /** Called at each heartbeat while the pipeline does not come back by itself. @default reloads the page when nobody uses it, at most once per hour */
  onStuck?: (stuck: Stuck) => void;
}

/** How often it is looked whether somebody has gone, ms. */
const lookMs = 1_000;
/** A site's kiosks are switched on at one moment; their first heartbeats come within so long, ms. */
const startSpreadMs = 10_000;

/**
 * What a device needs that nobody looks after: heartbeats, a watchdog, an end of each customer's session, and a hidden way to the devtools.
 *
 * @returns a function that ends it all.
 */
export function startKiosk(igEvents: IgEvents, options: KioskOptions = {}): () => void {
  const { app, heartbeatMs: everyMs = 300_000, sessionIdleMs = Number.POSITIVE_INFINITY, gesture = {} } = options;
  const listening = new AbortController();
  const { signal } = listening;
  const touches = watchTouches(signal);
  const panel = createServicePanel(igEvents);
  const { onStuck = () => void reloadWhenUntouched(touches.idleMs()) } = options;
  const beat = createBeat({ igEvents, app, everyMs, onStuck });
  let beatTimer = setTimeout(goOn, Math.random() * Math.min(startSpreadMs, everyMs));

  function goOn(): void {
    beatTimer = setTimeout(goOn, everyMs);
    void beat.run();
  }

  function look(): void {
    const idleMs = touches.idleMs();
    panel.closeIfForgotten(idleMs);
    if (!touches.isVisit() || idleMs < sessionIdleMs) return;
    touches.forget();
    igEvents.endSession();
  }

  const lookTimer = setInterval(look, lookMs);
  if (gesture) watchGesture(gesture, panel.open, signal);
  return () => {
    listening.abort();
    clearTimeout(beatTimer);
    clearInterval(lookTimer);
    beat.end();
    panel.remove();
  };
}
