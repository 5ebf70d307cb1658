import type { CloudEvent, CustomEventData, ReportData } from '../../src/shared/cloud-event.js';
import type { Counters } from '../../src/shared/protocol.js';
import { checkSettings, type PipelineSettings, resolveSettings, type Settings } from '../../src/shared/settings.js';
import { createOutbox, type Outbox } from '../../src/worker/outbox.js';
import { createManualClock, type ManualClock } from './manual-clock.js';

let sites = 0;

/** A site nobody has used: its database is new. */
export function newSite(): string {
  return `site-${process.pid}-${sites++}`;
}

export function makeSettings(settings: Settings = {}): PipelineSettings {
  return resolveSettings(checkSettings(settings, (url) => `https://shop.example${url}`));
}

/** An outbox of its own, on a clock that stands still. */
export function makeOutbox(
  settings: Settings = {},
  clock: ManualClock = createManualClock(),
): { outbox: Outbox; clock: ManualClock; site: string } {
  const site = settings.site ?? newSite();
  return { outbox: createOutbox({ settings: makeSettings({ ...settings, site }), now: clock.now, newId: clock.newId }), clock, site };
}

/** What waits in an outbox, the oldest first, as the collector would read it. */
export async function waitingIn(outbox: Outbox): Promise<CloudEvent[]> {
  const taken = await outbox.oldest({ events: 100_000, bytes: 100_000_000 });
  return taken ? (JSON.parse(`[${taken.body}]`) as CloudEvent[]) : [];
}

export function isReport(event: CloudEvent): event is CloudEvent<ReportData> {
  return event.type === 'io.igevents.report.v1';
}

export function isCustom(event: CloudEvent): event is CloudEvent<CustomEventData> {
  return !isReport(event);
}

/** Every push that an outbox has heard of, by its own account. */
export function pushedOf({ delivered, pending, dropped, rejected, buried }: Counters): number {
  return [delivered, pending, buried, ...Object.values(dropped), ...Object.values(rejected)].reduce((sum, count) => sum + count, 0);
}
