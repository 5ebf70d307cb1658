import { describe, expect, it } from 'vitest';
import {
  captivePortal,
  commitThenDrop,
  destroyed,
  type Fault,
  healthy,
  held,
  redirect,
  refusingGzip,
  status,
  tooLargeAbove,
} from '../support/faults.js';
import { expectConserved } from '../support/shop-page.js';
import { namesOf, sequencesOf, upTo, whenAudited, whenRequested, whenStored } from '../support/stored.js';
import { openBrowser, openShop } from '../support/story.js';

const large = 'x'.repeat(2_000);

describe('failing-collector', () => {
  it('comes back by itself after a 503 and sends the same batch as the second attempt', async () => {
    const shop = await openShop();
    shop.setFault(status(503, { 'retry-after': '1' }));
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push({ event: 'patient_1' }, { event: 'patient_2' });
    await whenRequested(shop, 1);
    expect(await expectConserved(tab, 2)).toMatchObject({ delivered: 0, pending: 2 });
    shop.setFault(healthy);

    const events = await whenStored(shop, 2);
    const [first, ...later] = shop.requests;
    const last = later.at(-1);
    expect(first?.headers['ig-attempt']).toBe('1');
    expect(last?.headers).toMatchObject({ 'ig-attempt': String(shop.requests.length), 'ig-batch': first?.headers['ig-batch'] });
    expect(last?.text).toBe(first?.text);
    expect(events.map(({ attempt }) => attempt)).toEqual([shop.requests.length, shop.requests.length]);
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 2)).toMatchObject({ delivered: 2, duplicates: 0 });
    await whenAudited(shop, { received: 2, missing: 0, duplicates: 0 });
  });

  it('waits as long as the collector asks, even when the shop asks to flush', async () => {
    const shop = await openShop();
    shop.setFault(status(503, { 'retry-after': '3600' }));
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push({ event: 'patient' });
    await tab.whenFlusherIs('waiting');
    shop.setFault(healthy);
    expect(await tab.flush()).toMatchObject({ delivered: 0, pending: 1, state: { name: 'waiting', because: 'retry-after' } });
    await tab.reload();
    expect(await tab.flush()).toMatchObject({ delivered: 0, pending: 1, state: { name: 'waiting', because: 'retry-after' } });
    expect(shop.requests).toHaveLength(1);
    await expectConserved(tab, 1);
  });

  it('sends again what was stored but never acknowledged, and it is stored once', async () => {
    const shop = await openShop();
    shop.setFault(commitThenDrop);
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push({ event: 'twice' });
    await whenStored(shop, 1);
    await tab.whenFlusherIs('waiting');
    expect(await expectConserved(tab, 1)).toMatchObject({ delivered: 0, pending: 1 });
    shop.setFault(healthy);
    await tab.flush();

    expect(await expectConserved(tab, 1)).toMatchObject({ delivered: 1, duplicates: 1, pending: 0 });
    expect(namesOf(await whenStored(shop, 1))).toEqual(['twice']);
    // On a busy machine it may be tried more than once before the collector is well.
    await whenAudited(shop, { received: 1, missing: 0, duplicates: shop.requests.length - 1 });
  });

  it('recognises a repeat after the collector was started anew', async () => {
    const shop = await openShop();
    shop.setFault(commitThenDrop);
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push({ event: 'twice' });
    await whenStored(shop, 1);
    await tab.whenFlusherIs('waiting');
    await shop.restartCollector();
    shop.setFault(healthy);
    await tab.flush();
    expect(await expectConserved(tab, 1)).toMatchObject({ delivered: 1, duplicates: 1 });
    expect(namesOf(await whenStored(shop, 1))).toEqual(['twice']);
  });

  it('keeps everything while an answer is outstanding', async () => {
    const shop = await openShop();
    const { fault, stored, release } = held();
    shop.setFault(fault);
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push({ event: 'slow' });
    await stored;
    await tab.push({ event: 'meanwhile' });
    await tab.whenDurable();
    expect((await tab.status()).outbox).toMatchObject({ counters: { delivered: 0, pending: 2 }, flusher: { name: 'sending' } });
    release();
    expect(namesOf(await whenStored(shop, 2))).toEqual(['slow', 'meanwhile']);
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 2)).toMatchObject({ duplicates: 0 });
    expect(shop.mostInFlight()).toBe(1);
  });

  const untrusted: [string, Fault][] = [
    ['a captive portal', captivePortal],
    ['a redirect to a page', redirect(302, '/elsewhere')],
    ['a redirect that keeps the method', redirect(307, '/elsewhere')],
    ['an empty success', status(204)],
    [
      'a success in JSON without the batch',
      ({ response }) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}'),
    ],
    ['a connection without an answer', destroyed],
    ['a wrong write key', status(401)],
    ['a wrong address', status(404)],
  ];
  it.each(untrusted)('deletes nothing for %s', async (_, fault) => {
    const shop = await openShop();
    shop.setFault(fault);
    const tab = await (await openBrowser()).open(shop.pageUrl());
    await tab.push({ event: 'kept_1' }, { event: 'kept_2' });
    await whenRequested(shop, 1);
    await tab.flush();
    expect(await expectConserved(tab, 2)).toMatchObject({ delivered: 0, pending: 2 });
    shop.setFault(healthy);
    await tab.flush();
    expect(namesOf(await whenStored(shop, 2))).toEqual(['kept_1', 'kept_2']);
    expect(await expectConserved(tab, 2)).toMatchObject({ delivered: 2, pending: 0 });
  });

  it('halves a batch that is too large until it passes, and remembers the size', async () => {
    const shop = await openShop();
    shop.setFault(tooLargeAbove(10_000));
    const tab = await (await openBrowser()).open(shop.pageUrl({ settings: { compression: 'none' } }));
    await tab.push(...upTo(32).map((n) => ({ event: `large_${n}`, properties: { large } })));
    expect(sequencesOf(await whenStored(shop, 32))).toEqual(upTo(32));
    await tab.whenNothingPends();
    const sizes = shop.requests.map(({ body }) => body.byteLength);
    const accepted = sizes.findIndex((size) => size <= 10_000);
    expect(accepted).toBeGreaterThan(0);
    expect(sizes.slice(accepted).filter((size) => size > 10_000)).toEqual([]);
    expect(await expectConserved(tab, 32)).toMatchObject({ delivered: 32 });
  });

  it('drops and reports a lone event that the collector finds too large, and only that one', async () => {
    const shop = await openShop();
    shop.setFault(tooLargeAbove(4_000));
    const tab = await (await openBrowser()).open(shop.pageUrl({ settings: { compression: 'none' } }));
    await tab.push({ event: 'small_1' }, { event: 'large', properties: { large: large.repeat(3) } }, { event: 'small_2' });
    expect(namesOf(await whenStored(shop, 2))).toEqual(['small_1', 'small_2']);
    await tab.whenNothingPends();
    expect(await expectConserved(tab, 3)).toMatchObject({ delivered: 2, dropped: { 'too-large': 1 } });
    await whenAudited(shop, { dropped: 1, missing: 0 });
  });

  it('turns compression off for a collector that refuses it', async () => {
    const shop = await openShop();
    shop.setFault(refusingGzip);
    const tab = await (await openBrowser()).open(shop.pageUrl());
    for (const n of upTo(3)) {
      await tab.push({ event: `plain_${n}`, properties: { large } });
      await whenStored(shop, n);
    }
    await tab.whenNothingPends();
    expect(shop.requests.map(({ headers }) => headers['content-encoding'])).toEqual(['gzip', undefined, undefined, undefined]);
    await expectConserved(tab, 3);
  });
});
