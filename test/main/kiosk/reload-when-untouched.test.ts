import { describe, expect, it } from 'vitest';
import { mayReload } from '../../../src/main/kiosk/reload-when-untouched.js';

const minute = 60_000;
const now = Date.UTC(2026, 10, 23);

describe('reload-when-untouched', () => {
  it('waits until nobody has touched the page for a minute', () => {
    expect(mayReload({ now, idleMs: minute - 1, lastReloadAt: 0 })).toBe(false);
    expect(mayReload({ now, idleMs: minute, lastReloadAt: 0 })).toBe(true);
  });

  it('reloads at most once per hour, also by a clock that was set back by years', () => {
    expect(mayReload({ now, idleMs: minute, lastReloadAt: now - 59 * minute })).toBe(false);
    expect(mayReload({ now, idleMs: minute, lastReloadAt: now - 60 * minute })).toBe(true);
    expect(mayReload({ now, idleMs: minute, lastReloadAt: now + 30 * 24 * 60 * minute })).toBe(true);
  });
});
