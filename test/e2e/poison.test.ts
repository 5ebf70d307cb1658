import { describe, expect, it } from 'vitest';
import { customEventType } from '../../src/shared/cloud-event.js';
import { healthy, refusing, status } from '../support/faults.js';
import { expectConserved } from '../support/shop-page.js';
import { namesOf, upTo, whenAudited, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

const names = upTo(50).map((n) => (n === 23 ? 'poison' : `good_${n}`));
const goodNames = names.filter((name) => name !== 'poison');

describe('poison', () => {
  it('finds the one event for which the collector refuses the whole batch, buries it and delivers the others', async () => {
    const shop = await openShop();
    shop.setFault(refusing(({ data }) => 'event' in data && data.event === 'poison'));
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push(...names.map((event) => ({ event })));

    expect(namesOf(await whenStored(shop, 49))).toEqual(goodNames);
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 50)).toMatchObject({ delivered: 49, buried: 1 });
    expect((await tab.status()).problems).toMatchObject([{ code: 'event-buried', count: 1 }]);
    const letters = await tab.page.evaluate(readDeadLetters);
    expect(letters).toMatchObject([{ sequence: 23, code: 'status-400' }]);
    await whenAudited(shop, { buried: 1, missing: 0 });
  });

  it('finds several', async () => {
    const shop = await openShop();
    shop.setFault(refusing(({ data }) => 'event' in data && data.event.startsWith('poison')));
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push(...upTo(40).map((n) => ({ event: n % 13 === 0 ? `poison_${n}` : `good_${n}` })));
    expect(namesOf(await whenStored(shop, 37))).toEqual(
      upTo(40)
        .filter((n) => n % 13 !== 0)
        .map((n) => `good_${n}`),
    );
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 40)).toMatchObject({ delivered: 37, buried: 3 });
    await whenAudited(shop, { buried: 3, missing: 0 });
  });

  it('buries only the event that the collector rejects by itself', async () => {
    const shop = await openShop({ limits: { maxEventBytes: 20_000 } });
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push(...names.map((event) => ({ event, properties: { text: event === 'poison' ? 'x'.repeat(25_000) : 'x' } })));
    expect(namesOf(await whenStored(shop, 49))).toEqual(goodNames);
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 50)).toMatchObject({ delivered: 49, buried: 1 });
    const pushed = shop.requests.filter(({ events }) => events.some(({ type }) => type === customEventType));
    expect(pushed).toHaveLength(1);
    await whenAudited(shop, { buried: 1, missing: 0 });
  });

  it('keeps only the event that the collector wants again, and sends it with the next flush', async () => {
    const shop = await openShop();
    let isBusy = true;
    shop.setFault(async (exchange) => {
      const { request, response } = exchange;
      if (!isBusy) return healthy(exchange);
      isBusy = false;
      const rejected = [{ id: request.events[0]?.id, code: 'busy', detail: 'Later.', retryable: true }];
      const batch = request.headers['ig-batch'];
      const accepted = request.events.length - 1;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ batch, accepted, duplicates: 0, rejected, retryAfterMs: 0 }));
    });
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push({ event: 'again' }, { event: 'taken' });
    await tab.whenFlusherIs('waiting');
    expect(await expectConserved(tab, 2)).toMatchObject({ delivered: 1, pending: 1 });
    await tab.flush();
    expect(namesOf(await whenStored(shop, 1))).toEqual(['again']);
    expect(shop.requests.map(({ events }) => events.length)).toEqual([2, 1]);
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 2)).toMatchObject({ delivered: 2, buried: 0 });
  });

  it('does not suspect its events when the collector fails for every batch', async () => {
    const shop = await openShop();
    shop.setFault(status(500));
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push(...names.map((event) => ({ event })));
    await tab.whenDurable();
    for (let attempt = 0; attempt < 12; attempt++) await tab.flush();
    expect(await expectConserved(tab, 50)).toMatchObject({ delivered: 0, pending: 50, buried: 0 });
    shop.setFault(healthy);
    await tab.flush();
    expect(namesOf(await whenStored(shop, 50))).toEqual(names);
    await tab.whenNothingPends();
    await expectConserved(tab, 50);
  });

  it('sets an event aside that alone makes the collector fail, and delivers the others', async () => {
    const shop = await openShop();
    shop.setFault((exchange) => {
      const isPoisoned = exchange.request.events.some(({ data }) => 'event' in data && data.event === 'poison');
      return isPoisoned ? status(500)(exchange) : healthy(exchange);
    });
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push(...names.slice(20, 28).map((event) => ({ event })));
    await tab.whenDurable();
    for (let attempt = 0; attempt < 60 && (await tab.counters()).delivered < 7; attempt++) await tab.flush();
    expect(namesOf(await whenStored(shop, 7))).toEqual(names.slice(20, 28).filter((name) => name !== 'poison'));
    expect(await expectConserved(tab, 8)).toMatchObject({ delivered: 7, pending: 1, buried: 0 });
  });
});

/** The table of dead letters, read past the library. */
async function readDeadLetters(): Promise<unknown> {
  const opening = indexedDB.open('igevents:default');
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const reading = database.transaction('deadLetters').objectStore('deadLetters').getAll();
  return new Promise((resolve, reject) => {
    reading.onsuccess = () => resolve(reading.result);
    reading.onerror = () => reject(reading.error);
  });
}
