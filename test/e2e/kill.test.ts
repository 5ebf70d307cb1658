import { describe, expect, it } from 'vitest';
import { destroyed, healthy, held } from '../support/faults.js';
import { expectConserved } from '../support/shop-page.js';
import { namesOf, upTo, whenAudited, whenStored } from '../support/stored.js';
import { newProfile, openBrowser, openShop } from '../support/story.js';

describe('kill', () => {
  it('delivers everything durable once after the browser was killed, twice over', async () => {
    const shop = await openShop();
    shop.setFault(destroyed);
    const profile = newProfile();
    for (const life of [1, 2]) {
      const browser = await openBrowser(profile);
      const tab = await browser.open(shop.pageUrl());
      await tab.push(...upTo(30).map((n) => ({ event: `life_${life}_${n}` })));
      await tab.whenDurable();
      await browser.kill();
    }
    shop.setFault(healthy);
    const tab = await (await openBrowser(profile)).open(shop.pageUrl());
    await tab.flush();

    const events = await whenStored(shop, 60);
    expect(namesOf(events)).toEqual([1, 2].flatMap((life) => upTo(30).map((n) => `life_${life}_${n}`)));
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 60)).toMatchObject({ delivered: 60, duplicates: 0 });
    await whenAudited(shop, { received: 60, missing: 0 });
  });

  it('delivers once what the collector had stored when the browser was killed in the middle of a request', async () => {
    const shop = await openShop();
    const { fault, stored } = held();
    shop.setFault(fault);
    const profile = newProfile();
    const first = await openBrowser(profile);
    const tab = await first.open(shop.pageUrl());
    await tab.push(...upTo(10).map((n) => ({ event: `event_${n}` })));
    await stored;
    await first.kill();
    shop.setFault(healthy);

    const again = await (await openBrowser(profile)).open(shop.pageUrl());
    await again.whenNothingPends();
    expect(namesOf(await whenStored(shop, 10))).toEqual(upTo(10).map((n) => `event_${n}`));
    expect(await expectConserved(again, 10)).toMatchObject({ delivered: 10, duplicates: 10 });
    await whenAudited(shop, { received: 10, missing: 0, duplicates: 10 });
  });
});
