import { expect, it } from 'vitest';
import { liveAsKiosk, type Midnight } from './kiosk-life.js';

it('stores every event of a week at a counter once, and leaves nothing behind that grows with the days', { timeout: 120_000 }, async () => {
  const midnights: Midnight[] = [];
  const end = await liveAsKiosk({ seed: 1, days: 7, customersPerDay: 25, faults: 0.03, onDay: (midnight) => midnights.push(midnight) });
  expect(end.violation).toBeUndefined();
  expect(end.pushed).toBeGreaterThan(4_000);
  // Only what was pushed within milliseconds before the plug was pulled may be missing.
  expect(end.stored).toBeLessThanOrEqual(end.pushed);
  expect(end.stored).toBeGreaterThanOrEqual(end.pushed - end.unheard);
  expect(end).toMatchObject({ pending: 0, rows: 0, given: 0, delivered: end.stored });
  expect(end.audit).toEqual({ highest: end.audit.highest, received: end.audit.highest, clones: 0 });
  // The faults were there.
  expect(end.duplicates).toBeGreaterThan(0);
  expect(midnights.filter(({ wasOnline, rows }) => !wasOnline && rows > 300)).not.toEqual([]);
  const [, second] = midnights;
  // The numbers up to which pages have been stored are kept for 30 days: of each night's page, and of each move from memory to the disk.
  expect(end.otherDiskBytes).toBeLessThan((second?.otherDiskBytes ?? 0) + 5 * 400);
  expect(end.localStorageBytes).toBeLessThan((second?.localStorageBytes ?? 0) + 200);
});
