import { describe, expect, it } from 'vitest';
import { claimRegistration, mayRegister } from '../../../src/main/service-worker/claim-registration.js';

const shop = 'https://shop.example/';
const own = { scope: shop, script: `${shop}sw.js` };

describe('mayRegister', () => {
  it.each([
    ['nothing controls the scope', undefined, true],
    ['the registration that is there has no script yet', { scope: shop, script: undefined }, true],
    ['the same script is registered for the scope', own, true],
    ['another version of the same script is registered', { scope: shop, script: `${shop}sw.js?v=2` }, true],
    ['another script is registered for the scope', { scope: shop, script: `${shop}push-sw.js` }, false],
    ['a script of that name in another folder is registered', { scope: shop, script: `${shop}vendor/sw.js` }, false],
  ])('decides where %s', (_, found, expected) => {
    expect(mayRegister(own, found)).toBe(expected);
  });

  it('takes no pages from a wider scope, even of the same script', () => {
    expect(mayRegister({ scope: `${shop}checkout/`, script: own.script }, own)).toBe(false);
  });
});

describe('claimRegistration', () => {
  function given(found?: { scope: string; script: string }) {
    const registered: unknown[] = [];
    const asked: unknown[] = [];
    const there = found && { scope: found.scope, installing: null, waiting: null, active: { scriptURL: found.script } };
    const made = { scope: 'made' } as ServiceWorkerRegistration;
    return {
      registered,
      asked,
      claim: (options: { url: string; scope?: string; type?: WorkerType }) =>
        claimRegistration(
          {
            getRegistration: async (scope) => {
              asked.push(scope);
              return there as unknown as ServiceWorkerRegistration;
            },
          },
          options,
          `${shop}products/17?size=m`,
          async (...args) => {
            registered.push(args);
            return made;
          },
        ),
    };
  }

  it('registers a script for its own folder, as the browser would', async () => {
    const { claim, asked, registered } = given();
    expect(await claim({ url: '/app/sw.js' })).toMatchObject({ registration: { scope: 'made' }, reason: '' });
    expect(asked).toEqual([`${shop}app/`]);
    expect(registered).toEqual([[`${shop}app/sw.js`, { scope: `${shop}app/` }]]);
  });

  it('registers for the scope and as the type that were asked for', async () => {
    const { claim, registered } = given();
    await claim({ url: '/app/sw.js', scope: '/', type: 'module' });
    expect(registered).toEqual([[`${shop}app/sw.js`, { scope: shop, type: 'module' }]]);
  });

  it('adopts a foreign registration, and says which', async () => {
    const { claim, registered } = given({ scope: shop, script: `${shop}push-sw.js` });
    const { registration, reason } = await claim({ url: '/sw.js' });
    expect(registration.active?.scriptURL).toBe(`${shop}push-sw.js`);
    expect(reason).toContain(`${shop}push-sw.js is registered for ${shop} already`);
    expect(registered).toEqual([]);
  });

  it('is rejected where the url is none', async () => {
    await expect(given().claim({ url: 'https://' })).rejects.toThrow(TypeError);
  });
});
