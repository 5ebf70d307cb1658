import { createCollector } from '../../collector/src/create-collector.js';
import { type CloudEvent, header, type Rejection } from '../../src/shared/cloud-event.js';
import { createMemoryStore, type MemoryStore } from '../support/memory-store.js';
import { poisonOf } from './poison.js';
import { ownIdOf } from './pushes.js';
import type { VirtualThread } from './virtual-thread.js';
import { type Answer, fateIn, type Weather } from './weather.js';
import type { World } from './world.js';

/** The way from the threads to the collector, and the real collector at its end. */
export interface VirtualNetwork {
  fetchFor(thread: VirtualThread): typeof fetch;
  store: MemoryStore;
  weather: Weather;
  /** Largest body that is taken, bytes. */
  maxBodyBytes: number;
  /** Share of events that the collector asks for once more. */
  asksAgain: number;
  /** False once the bug is mended that made some events break the collector. */
  breaksOnPoison: boolean;
  /** True while a request of this thread is on its way. */
  isSending(thread: VirtualThread): boolean;
  /** The requests on their way see their connections die. */
  breakConnections(): void;
}

/** Longest time from the device to the collector, one way, ms. */
const wayMs = 120;

export function createVirtualNetwork({
  clock,
  chance,
  trace,
  ledger,
}: Pick<World, 'clock' | 'chance' | 'trace' | 'ledger'>): VirtualNetwork {
  const memory = createMemoryStore();
  // The observer knows each push by one id, whatever the shop has called it.
  const store: MemoryStore = { ...memory, isStored: (id) => memory.isStored(id) || memory.isStored(ownIdOf(id)) };
  const { app } = createCollector({
    store,
    now: clock.trueNow,
    onFault: (error) => ledger.violated('I3', `the collector failed: ${error.message}`),
  });
  const onTheirWay = new Map<() => void, VirtualThread>();
  const network: VirtualNetwork = {
    fetchFor,
    store,
    weather: 'fine',
    maxBodyBytes: 4_000_000,
    asksAgain: 0,
    breaksOnPoison: true,
    isSending: (thread) => [...onTheirWay.values()].includes(thread),
    breakConnections() {
      for (const fail of onTheirWay.keys()) fail();
    },
  };

  function fetchFor(thread: VirtualThread): typeof fetch {
    return (_url, init) => {
      const request = toRequest(init);
      if (!thread.act()) return new Promise(() => {});
      const fate = fateIn(network.weather, chance, clock.trueNow());
      trace.add(`${thread.name} sends ${request.batch} attempt ${request.attempt}: ${JSON.stringify(fate)}`);
      const flight = ledger.sent(thread, request);
      return new Promise((resolve, reject) => {
        let isOver = false;
        const finish = (settle: () => void): void => {
          if (isOver) return;
          isOver = true;
          onTheirWay.delete(fail);
          settle();
        };
        const fail = (): void =>
          finish(() =>
            thread.deliver(() => {
              flight.failed();
              reject(new TypeError('Failed to fetch'));
            }),
          );
        const see = (answer: Answer): void =>
          void clock.after(chance.random() * wayMs, () =>
            finish(() =>
              thread.deliver(() => {
                flight.answered(answer);
                resolve(toResponse(answer));
              }),
            ),
          );
        onTheirWay.set(fail, thread);
        // Whoever has given up does not hear what comes later.
        init?.signal?.addEventListener('abort', () =>
          finish(() => {
            flight.failed();
            reject(init.signal?.reason);
          }),
        );
        thread.onDeath(() => finish(flight.over));
        const way = chance.random() * wayMs;
        switch (fate.kind) {
          case 'lost':
            if (fate.sees === 'error') clock.after(way, fail);
            return;
          case 'answered':
            clock.after(way, () => see(fate.answer));
            return;
          case 'arrives':
            // A dying page takes its requests with it, except those that are made to outlive it.
            clock.after(way + fate.delayMs, async () => {
              if (thread.isAlive() || request.keepalive || chance.happens(0.5)) see(await collect(request));
            });
            return;
          case 'answer lost':
            clock.after(way, async () => {
              await collect(request);
              if (typeof fate.sees === 'object') see(fate.sees);
              else if (fate.sees === 'error') fail();
            });
            return;
          case 'doubled':
            clock.after(way, async () => see(await collect(request)));
            clock.after(way + fate.againMs, async () => void (await collect(request)));
            return;
        }
      });
    };
  }

  /** The collector takes a request, behind what stands in front of it and judges by its own rules. */
  async function collect(request: BatchRequest): Promise<Answer> {
    const { headers, body, events } = request;
    if (body.length > network.maxBodyBytes) return { status: 413 };
    const poisons = events.map(poisonOf);
    if (poisons.includes('400')) return { status: chance.pick([400, 422]), text: 'One of them is bad.' };
    if (network.breaksOnPoison && poisons.includes('500')) return { status: 500 };
    const rejected = events.flatMap((event): Rejection[] => {
      if (poisonOf(event) === 'rejected') return [{ id: event.id, code: 'bad', detail: 'It is bad.', retryable: false }];
      return chance.happens(network.asksAgain) ? [{ id: event.id, code: 'again', detail: 'Once more.', retryable: true }] : [];
    });
    const ids = new Set(rejected.map(({ id }) => id));
    const taken = events.filter(({ id }) => !ids.has(id));
    const text = taken.length === events.length ? body : JSON.stringify(taken);
    const response = await app.fetch(toCollectorRequest(headers, text));
    ledger.collected(taken, store.isStored);
    const answer = await response.text();
    trace.add(`collector takes ${request.batch}: ${response.status} ${rejected.length} rejected`);
    const isTaken = response.status === 200;
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      text: isTaken ? JSON.stringify({ ...JSON.parse(answer), rejected }) : answer,
    };
  }

  return network;
}

/** A request as everyone who looks at it needs it. */
export interface BatchRequest {
  headers: Record<string, string>;
  body: string;
  batch: string;
  attempt: number;
  keepalive: boolean;
  events: readonly CloudEvent[];
}

function toRequest(init: RequestInit | undefined): BatchRequest {
  const headers = Object.fromEntries(new Headers(init?.headers));
  const body = String(init?.body);
  const events: CloudEvent[] = JSON.parse(body);
  const attempt = Number(headers[header.attempt]);
  return { headers, body, batch: headers[header.batch] ?? '', attempt, keepalive: init?.keepalive ?? false, events };
}

/** As much of a request as the collector reads; the real ones take as long to make as everything else in a world. */
export function toCollectorRequest(headers: Record<string, string>, body: string): Request {
  const chunks = [new TextEncoder().encode(body)];
  const read = async () => ({ done: chunks.length === 0, value: chunks.pop() });
  const request = {
    method: 'POST',
    url: 'http://collector/ig/events',
    headers: new Headers(headers),
    body: { getReader: () => ({ read }) },
  };
  return request as unknown as Request;
}

/** As much of a response as the transport reads; a real one cannot be a redirect. */
export function toResponse({ status, type = 'basic', headers, text = '' }: Answer): Response {
  return { status, type, redirected: false, headers: new Headers(headers), text: async () => text } as unknown as Response;
}
