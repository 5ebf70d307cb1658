import type { CloudEvent, CustomEventData, ReportData } from '../../src/shared/cloud-event.js';
import { createProblemLog } from '../../src/shared/problem.js';
import type { Counters } from '../../src/shared/protocol.js';
import { checkSettings, type PipelineSettings, resolveSettings, type Settings } from '../../src/shared/settings.js';
import { createOutbox, type OutboxParts } from '../../src/worker/create-outbox.js';
import { createDiskStore } from '../../src/worker/disk-store.js';
import { browserEnvironment } from '../../src/worker/environment.js';
import type { Outbox } from '../../src/worker/outbox.js';
import type { OutboxStore } from '../../src/worker/outbox-store.js';
import { createManualClock, type ManualClock } from './manual-clock.js';

let sites = 0;

/** A site nobody has used: its database is new. */
export function newSite(): string {
  return `site-${process.pid}-${sites++}`;
}

export function makeSettings(settings: Settings = {}): PipelineSettings {
  return resolveSettings(checkSettings(settings, (url) => `https://shop.example${url}`));
}

/** The real store, whose deadlines run by the real clock: a test's clock passes minutes before a transaction can end. */
export function makeDiskStore(site: string): OutboxStore {
  return createDiskStore({ site, durability: 'relaxed', environment: browserEnvironment, mayRecreate: () => false });
}

/** An outbox of its own, on a clock that stands still. */
export function makeOutbox(
  settings: Settings = {},
  clock: ManualClock = createManualClock(),
  given: Partial<OutboxParts> = {},
): { outbox: Outbox; clock: ManualClock; site: string } {
  const site = settings.site ?? newSite();
  const { now, newId } = clock;
  const problems = createProblemLog(now, () => {});
  const store = given.store ?? makeDiskStore(site);
  return { outbox: createOutbox({ settings: makeSettings({ ...settings, site }), now, newId, problems, ...given, store }), clock, site };
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
