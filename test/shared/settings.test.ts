import { describe, expect, it } from 'vitest';
import { IgEventsError } from '../../src/shared/problem.js';
import { checkSettings, type PipelineSettings, resolveSettings, type Settings } from '../../src/shared/settings.js';

function resolveUrl(url: string): string | undefined {
  return URL.canParse(url, 'https://shop.example/') ? new URL(url, 'https://shop.example/').href : undefined;
}

function resolved(settings: Settings): PipelineSettings {
  return resolveSettings(checkSettings(settings, resolveUrl));
}

/** What a page without types may pass. */
function misuse(settings: Record<string, unknown>): unknown {
  try {
    return checkSettings(settings as Settings, resolveUrl);
  } catch (error) {
    return error;
  }
}

describe('settings', () => {
  it('has a default for everything', () => {
    expect(resolved({})).toEqual({
      endpoint: 'https://shop.example/ig/events',
      writeKey: undefined,
      site: 'default',
      acknowledge: 'body',
      compression: 'gzip',
      durability: 'relaxed',
      flushDelayMs: 200,
      reconnectSpreadMs: 1_000,
      maxBatchEvents: 500,
      maxBatchBytes: 262_144,
      maxOutboxEvents: 100_000,
      maxOutboxBytes: 52_428_800,
      whenFull: 'drop-oldest',
    });
  });

  it('commits to the disk and spreads reconnections in the kiosk preset', () => {
    expect(resolved({ preset: 'kiosk' })).toMatchObject({ durability: 'strict', reconnectSpreadMs: 60_000 });
  });

  it('lets a setting win over the preset', () => {
    expect(resolved({ preset: 'kiosk', durability: 'relaxed' }).durability).toBe('relaxed');
  });

  it('keeps what was given', () => {
    const given = {
      writeKey: 'shop-1',
      site: 'Shop_1.de-AT',
      acknowledge: 'status',
      compression: 'none',
      flushDelayMs: 0,
      maxBatchEvents: 1,
      maxBatchBytes: 1_024,
      maxOutboxEvents: 1,
      maxOutboxBytes: 1_024,
    } as const;
    expect(resolved(given)).toMatchObject(given);
  });

  it('makes the endpoint absolute, because a worker cannot', () => {
    expect(resolved({ endpoint: '/collect?x=1' }).endpoint).toBe('https://shop.example/collect?x=1');
    expect(resolved({ endpoint: 'http://10.0.0.7:8080/e' }).endpoint).toBe('http://10.0.0.7:8080/e');
  });

  it.each<[string, unknown, string]>([
    ['preset', 'shop', '"shop"'],
    ['preset', 'constructor', '"constructor"'],
    ['site', '', '""'],
    ['site', 'my shop', '"my shop"'],
    ['site', 'a"b', '"a\\"b"'],
    ['endpoint', 'ftp://shop.example/', '"ftp://shop.example/"'],
    ['endpoint', 'http://', '"http://"'],
    ['endpoint', 'javascript:alert(1)', '"javascript:alert(1)"'],
    ['acknowledge', 'yes', '"yes"'],
    ['compression', 'brotli', '"brotli"'],
    ['durability', 'paranoid', '"paranoid"'],
    ['flushDelayMs', -1, '-1'],
    ['flushDelayMs', Number.NaN, 'NaN'],
    ['maxBatchEvents', 0, '0'],
    ['maxBatchEvents', 10n, '10'],
    ['maxBatchBytes', '65536', '"65536"'],
    ['maxOutboxEvents', 0, '0'],
    ['maxOutboxBytes', -1, '-1'],
    ['redact', 'no', '"no"'],
    ['redactKeys', 'phone', '"phone"'],
    ['allowQuery', { q: true }, '[object Object]'],
  ])('refuses %s %s with a sentence that names both', (name, value, shown) => {
    const error = misuse({ [name]: value });
    expect(error).toBeInstanceOf(IgEventsError);
    expect(error).toMatchObject({ name: 'IgEventsError', code: 'invalid-settings' });
    expect((error as IgEventsError).message).toContain(`The setting ${name} cannot be ${shown}`);
  });

  it('keeps a copy, so that later changes of what was given do not matter', () => {
    const context = { store: 'Graz' };
    const checked = checkSettings({ context }, resolveUrl);
    context.store = 'Wien';
    expect(checked.context).toEqual({ store: 'Graz' });
  });

  it.each(['context', 'testGroups', 'campaigns'])('refuses a %s that JSON cannot carry: with it no event could be told', (name) => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(misuse({ [name]: cycle })).toMatchObject({ code: 'invalid-settings' });
  });
});
