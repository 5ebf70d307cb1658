import { resolveSettings } from '../../../src/shared/settings.js';
import { eventBytes } from './backlog.js';
import type { Chance } from './chance.js';
import type { Scenario } from './scenario.js';

export const kioskSettings = resolveSettings({ endpoint: 'https://collector.example/ig/events', site: 'fleet', preset: 'kiosk' });

/** How unequal kiosks are: with 0.8 a tenth of them hold a third of all events. An assumption; nobody has told us of a real fleet. */
const sigma = 0.8;

/** Events that wait at each kiosk: log-normal, so most have less than the mean and a few many times as much. Bounded as the outbox is. */
export function regionBacklog({ kiosks, meanEvents }: Scenario, chance: Chance): Uint32Array {
  const most = Math.min(kioskSettings.maxOutboxEvents, Math.floor(kioskSettings.maxOutboxBytes / eventBytes));
  return Uint32Array.from({ length: kiosks }, (_, kiosk) => {
    const normal = Math.sqrt(-2 * Math.log(1 - chance(kiosk))) * Math.cos(2 * Math.PI * chance(kiosk));
    return Math.max(1, Math.min(most, Math.round(meanEvents * Math.exp(sigma * normal - sigma ** 2 / 2))));
  });
}
