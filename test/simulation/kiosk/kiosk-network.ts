import { createCollector } from '../../../collector/src/create-collector.js';
import { createMemoryStore } from '../../support/memory-store.js';
import { toCollectorRequest, toResponse, type VirtualNetwork } from '../virtual-network.js';
import type { VirtualThread } from '../virtual-thread.js';
import type { Answer } from '../weather.js';
import type { World } from '../world.js';
import { type CountingStore, createCountingStore } from './counting-store.js';

export interface KioskNetwork {
  network: VirtualNetwork;
  store: CountingStore;
  setOnline(online: boolean): void;
  requests(): number;
}

/** Longest time to the collector, one way, ms. */
const wayMs = 120;
/** Somebody in between, or the collector in trouble. */
const badAnswers: [Answer, ...Answer[]] = [
  { status: 503, headers: { 'retry-after': '20' } },
  { status: 500 },
  { status: 200, headers: { 'content-type': 'text/html' }, text: '<p>Welcome' },
];

/** The way to the real collector's intake. @param faults share of requests that meet one. */
export function createKioskNetwork({ clock, chance, ledger }: Pick<World, 'clock' | 'chance' | 'ledger'>, faults: number): KioskNetwork {
  const store = createCountingStore();
  const onFault = (error: Error): void => ledger.violated('I3', `the collector failed: ${error.message}`);
  const { app } = createCollector({ store, now: clock.trueNow, onFault });
  let isOnline = true;
  let requests = 0;

  function fetchFor(thread: VirtualThread): typeof fetch {
    return (_url, init) =>
      new Promise((resolve, reject) => {
        if (!thread.act()) return;
        requests += 1;
        const fail = (): void => thread.deliver(() => reject(new TypeError('Failed to fetch')));
        const see = (answer: Answer): void =>
          void clock.after(chance.random() * wayMs, () => thread.deliver(() => resolve(toResponse(answer))));
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
        const way = chance.random() * wayMs;
        const fault = chance.happens(faults) ? chance.pick(['lost', 'answer lost', 'bad answer', 'hangs']) : 'none';
        if (!isOnline || fault === 'lost') clock.after(way, fail);
        else if (fault === 'bad answer') clock.after(way, () => see(chance.pick(badAnswers)));
        else if (fault !== 'hangs')
          clock.after(way, async () => {
            const answer = await collect(Object.fromEntries(new Headers(init?.headers)), String(init?.body));
            if (fault === 'none') see(answer);
            else fail();
          });
      });
  }

  async function collect(headers: Record<string, string>, body: string): Promise<Answer> {
    const response = await app.fetch(toCollectorRequest(headers, body));
    return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
  }

  const network: VirtualNetwork = {
    fetchFor,
    store: createMemoryStore(),
    get weather() {
      return isOnline ? 'fine' : 'offline';
    },
    maxBodyBytes: Number.POSITIVE_INFINITY,
    asksAgain: 0,
    breaksOnPoison: false,
    isSending: () => false,
    breakConnections: () => {},
  };
  return {
    network,
    store,
    setOnline(online) {
      isOnline = online;
    },
    requests: () => requests,
  };
}
