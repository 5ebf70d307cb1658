import { describe, expect, it } from 'vitest';
import { readScriptAttributes } from '../../src/main/script-attributes.js';

describe('script-attributes', () => {
  it('reads each kind of setting', () => {
    expect(
      readScriptAttributes({
        endpoint: '/events',
        key: 'shop-1',
        worker: '/worker.js',
        site: 'shop',
        preset: 'kiosk',
        maxOutboxEvents: '5000',
        persist: 'true',
        debug: '',
        installGlobal: 'false',
        allowQuery: 'page, sort',
        context: '{"store":12}',
      }),
    ).toEqual({
      isManual: false,
      settings: {
        endpoint: '/events',
        writeKey: 'shop-1',
        workerUrl: '/worker.js',
        site: 'shop',
        preset: 'kiosk',
        maxOutboxEvents: 5000,
        persist: true,
        debug: true,
        installGlobal: false,
        allowQuery: ['page', 'sort'],
        context: { store: 12 },
      },
    });
  });

  it('leaves what it does not know to others', () => {
    const { settings } = readScriptAttributes({ domain: 'shop.example', cfasync: 'false', constructor: 'x' });
    expect(Object.keys(settings)).toEqual([]);
  });

  it('takes a consent as the setting does, and the two adapters by name', () => {
    expect(readScriptAttributes({ consent: 'pending' }).settings.consent).toBe('pending');
    expect(readScriptAttributes({ consent: 'shopify' }).settings.consent).toBeTypeOf('function');
    expect(readScriptAttributes({ consent: 'google' }).settings.consent).toBeTypeOf('function');
  });

  it('starts nothing where the page wants to', () => {
    expect(readScriptAttributes({ manual: '' }).isManual).toBe(true);
  });

  it.each([
    [{ context: '{store: 12}' }, 'The attribute data-context cannot be "{store: 12}".'],
    [{ worker: 'http://' }, 'The attribute data-worker cannot be "http://".'],
    [{ persist: 'maybe' }, 'The attribute data-persist cannot be "maybe".'],
    [{ testGroups: 'A' }, 'The attribute data-test-groups cannot be "A".'],
  ])('refuses %o by a sentence', (dataset, message) => {
    expect(() => readScriptAttributes(dataset)).toThrow(message);
  });

  it.each(['many', '', ' '])('makes of the number "%s" one that no setting takes', (maxBatchEvents) => {
    expect(readScriptAttributes({ maxBatchEvents }).settings.maxBatchEvents).toBeNaN();
  });
});
