// What events carry of their page, read from what the worker has made durable.
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createIgEvents, type IgEvents, type IgEventsSettings } from '../../src/main/index.js';
import type { CloudEvent, CustomEventData } from '../../src/shared/cloud-event.js';

afterEach(() => Reflect.deleteProperty(window, 'igData'));

function open(settings: IgEventsSettings = {}): IgEvents {
  const createWorker = (): Worker => new Worker(new URL('../../src/worker/index.ts', import.meta.url), { type: 'module' });
  // Port 1 is one that no browser connects to.
  const endpoint = 'http://127.0.0.1:1/ig/events';
  const client = createIgEvents({ endpoint, installGlobal: false, createWorker, site: crypto.randomUUID(), ...settings });
  onTestFinished(() => client.close());
  return client;
}

/** What was pushed, with everything that was added to it. */
async function storedBy(client: IgEvents): Promise<CustomEventData[]> {
  const { settled: _settled, durable } = client.track({ event: 'last' });
  await durable;
  const lines = (await client.exportEvents()).trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as CloudEvent<CustomEventData>).data).filter(({ event }) => event !== 'last');
}

function publish(igData: unknown, event: string): void {
  Reflect.set(window, 'igData', igData);
  dispatchEvent(new Event(event));
}

const good = {
  user: {
    getExperiments: () => [{ id: 1, name: 'Prices', isPreview: false }],
    getTestGroup: (id: number) => ({ id: `${id}-b`, name: 'Higher', percentage: 50 }),
  },
  campaigns: { getAll: () => [{ id: 'k-1', name: 'Spring', tiers: ['much', 'more'] }] },
};
const groups = [{ experienceId: '1', experienceName: 'Prices', id: '1-b', name: 'Higher' }];

describe('page-context', () => {
  it('tells test groups and campaigns from the moment on that Intelligems says they are there', async () => {
    const client = open();
    await client.ready;
    void client.push({ event: 'absent' });
    publish(good, 'ig:ready');
    void client.push({ event: 'there' });
    const [absent, there] = await storedBy(client);
    expect(absent).toMatchObject({ testGroups: [], campaigns: [] });
    expect(there).toMatchObject({ testGroups: groups, campaigns: [{ id: 'k-1', name: 'Spring' }] });
  });

  it.each([
    ['throws', { user: { getExperiments: () => expect.fail('broken') }, campaigns: { getAll: () => expect.fail('broken') } }],
    ['gives nothing', { user: { getExperiments: () => null }, campaigns: { getAll: () => null } }],
    ['has another form', { user: 'x', campaigns: 7 }],
  ])('lets events flow where igData %s', async (_, igData) => {
    const client = open();
    await client.ready;
    publish(igData, 'ig:variationAssignments');
    void client.push({ event: 'seen' });
    expect(await storedBy(client)).toMatchObject([{ event: 'seen', testGroups: [], campaigns: [] }]);
  });

  it('asks the shop’s own function for facts, once per task, and adds those that were set', async () => {
    let asked = 0;
    const client = open({
      context: () => {
        asked += 1;
        return { cart: `c-${asked}` };
      },
    });
    void client.push({ event: 'one' });
    void client.push({ event: 'one' });
    await client.ready;
    client.setFacts({ country: 'CH' });
    void client.push({ event: 'two' });
    const [first, second, third] = await storedBy(client);
    expect(first?.context).toEqual({ cart: 'c-1' });
    expect(second?.context).toEqual(first?.context);
    expect(third?.context).toMatchObject({ country: 'CH' });
  });

  it('goes on without the facts of a function that throws or gives a cycle', async () => {
    const cycle: { self?: unknown } = {};
    cycle.self = cycle;
    let isBroken = false;
    const client = open({
      context: () => {
        if (isBroken) throw new Error('broken');
        return cycle as never;
      },
    });
    void client.push({ event: 'cycle' });
    await client.ready;
    isBroken = true;
    void client.push({ event: 'throws' });
    expect((await storedBy(client)).map(({ event, context }) => [event, context])).toEqual([
      ['cycle', {}],
      ['throws', {}],
    ]);
  });

  it('hands each item to the shop’s hook before anything keeps it', async () => {
    const client = open({
      beforeStore: (event) => (event.event === 'secret' ? null : { ...event, properties: { seen: true } }),
    });
    void client.push({ event: 'secret' }, { event: 'open', properties: { a: 1 } });
    expect(await storedBy(client)).toMatchObject([{ event: 'open', properties: { seen: true } }]);
    const { outbox } = await client.status();
    expect(outbox?.counters.rejected).toEqual({ 'not-an-object': 1 });
  });
});
