import { createJournal } from '../../src/main/journal.js';
import { leftJournals } from '../../src/main/left-journals.js';
import { readOutboxMark, writeOutboxMark } from '../../src/main/outbox-mark.js';
import { type Fate, type OutboxMark, recordSeparator } from '../../src/shared/protocol.js';
import { heldPushes } from '../support/held-pushes.js';
import { makeItem, ownIdOf, type PushKind } from './pushes.js';
import { createVirtualThread } from './virtual-thread.js';
import { createVirtualWorker, type VirtualWorker } from './virtual-worker.js';
import type { World } from './world.js';

/**
 * One page load and its worker. The worker's side is all real. The page keeps the rules of `client.ts`, with its real memory of what is not
 * durable and its real journal; capture and comlink are left out.
 */
export interface VirtualTab {
  readonly pageId: string;
  isAlive(): boolean;
  isFrozen(): boolean;
  /** True while a transaction is open: browsers do not freeze such a page. */
  isWriting(): boolean;
  isSending(): boolean;
  /** Pushes of one task. */
  push(kinds: readonly PushKind[]): void;
  hide(): void;
  show(): void;
  flush(): void;
  setOnline(online: boolean): void;
  requeue(): void;
  purge(): void;
  /** Ends the pipeline as `close()` does, and then the page. */
  close(): void;
  /** The page is left in an orderly way: told first, and dead some milliseconds later. */
  leave(): void;
  freeze(): void;
  thaw(): void;
  /** Dies without a word: at once, or in the middle of what its worker does next. */
  kill(how: 'killed' | 'power cut', atAct?: number): void;
  /** The worker dies alone; the page notices and starts another. */
  killWorker(atAct?: number): void;
  /** True when everything that was pushed is durable. */
  isClear(): boolean;
}

/** As `client.ts` has them: how long an answer is waited for, ms. */
const statusMs = 10_000;
const flushMs = 150_000;
/** Silence with something held after which the worker is taken for dead, ms. */
const silenceMs = 10_000;
/** A closing page has so long until it is gone, ms. */
const goneMs = 5;

export function createVirtualTab(world: World): VirtualTab {
  const { clock, chance, trace, ledger, settings } = world;
  const pageId = world.newId().replace(/^0+/, 'page');
  const page = createVirtualThread(world, pageId);
  const held = heldPushes();
  const journal = createJournal(settings.site, pageId);
  /** Pushes whose end it has not heard. */
  const tracked = new Set<number>();
  let pushed = 0;
  let durable = 0;
  let isLeaving = false;
  let isEnding = false;
  let worker = startWorker();

  function startWorker(): VirtualWorker {
    const onOutbox = (mark: OutboxMark): void => writeOutboxMark(settings.site, mark);
    const started = createVirtualWorker({ world, page, onDurable, onOutbox, onFate });
    const { name } = started.thread;
    const mark = readOutboxMark(settings.site);
    ledger.opened(name, mark);
    ledger.handedOver(name, pageId, durable + 1);
    const rest = held.takeAll().join(recordSeparator);
    if (rest) started.post(rest);
    void started.open({ pageId, durable, mark, followed: [...tracked].filter((n) => n <= durable) }, flushMs).then((isOpen) => {
      if (isOpen && worker === started) recoverJournals();
    });
    return started;
  }

  function onDurable(n: number): void {
    trace.add(`${pageId} hears ${n}`);
    ledger.heard(pageId, n);
    if (n <= durable) return;
    durable = n;
    held.release(n);
    if (held.isEmpty()) writeJournal();
  }

  function onFate(from: number, to: number, fate: Fate): void {
    for (let n = from; n <= to; n++) {
      if (!tracked.has(n)) continue;
      trace.add(`${pageId} hears of ${n} that it is ${fate.state}`);
      ledger.fated(pageId, n, fate);
      if (fate.state !== 'durable') tracked.delete(n);
    }
  }

  function writeJournal(): void {
    if (!page.act()) return;
    const records = held.all();
    journal.write(records);
    ledger.journaled(pageId, records.length > 0 ? pushed : 0);
  }

  function post(): void {
    const message = held.take().join(recordSeparator);
    if (message) worker.post(message);
    if (isLeaving) writeJournal();
  }

  function recoverJournals(): void {
    for (const { pageId: left, message, remove } of leftJournals(settings.site)) {
      if (left === pageId) continue;
      const numbers = [...message.matchAll(/^\{"n":(\d+)/gm)].map(([, n]) => Number(n));
      const [first = 1] = numbers;
      ledger.handedOver(worker.thread.name, left, first);
      trace.add(`${pageId} recovers ${left} from ${first}`);
      void worker
        .ask((to) => to.recover(left, message), flushMs)
        .then((isDurable) => {
          if (!isDurable || !page.act()) return;
          ledger.trusted(left, first, numbers.at(-1) ?? 0);
          remove();
        });
    }
  }

  function die(how: 'orderly' | 'killed' | 'power cut'): void {
    if (!page.isAlive()) return;
    trace.add(`${pageId} dies: ${how}`);
    ledger.ended(pageId, how);
    page.kill();
    worker.thread.kill();
  }

  function hide(): void {
    isLeaving = true;
    post();
    writeJournal();
    void worker.ask((to) => to.hide(), flushMs);
  }

  /** A worker that dies tells nobody; what is held and not answered for tells it. */
  function watchWorker(): void {
    page.after(silenceMs, () => {
      if (isEnding) return;
      if (!worker.thread.isAlive()) {
        trace.add(`${pageId} starts another worker`);
        worker.abandon();
        worker = startWorker();
      } else watchWorker();
    });
  }

  return {
    pageId,
    isAlive: page.isAlive,
    isFrozen: page.isFrozen,
    push(kinds) {
      if (!page.isAlive() || page.isFrozen() || isEnding) return;
      for (const kind of kinds) {
        pushed += 1;
        const at = clock.deviceNow();
        const { item: made, properties } = makeItem(kind, pushed, chance);
        const isTracked = pushed % 5 === 0;
        if (isTracked) tracked.add(pushed);
        const hasOwnId = pushed % 3 === 0 && kind !== 'invalid';
        const item = hasOwnId ? { ...(made as object), id: ownIdOf(`${pageId}:${pushed}`) } : made;
        if (pushed === 1 || chance.happens(0.05)) held.setContext(`{"context":${JSON.stringify(contextOf(pageId, pushed))}}`);
        held.hold(
          pushed,
          `{"n":${pushed},"at":${at},"monotonicMs":${Math.round(clock.running())},${isTracked ? '"track":true,' : ''}"item":${JSON.stringify(item)}}`,
        );
        ledger.pushed(pageId, { kind, properties, time: new Date(at).toISOString() });
      }
      post();
    },
    hide,
    show: () => {
      isLeaving = false;
    },
    flush() {
      post();
      const n = pushed;
      void worker.ask((to) => to.flush(n), flushMs);
    },
    setOnline: (online) => void worker.ask((to) => to.setOnline(online), statusMs),
    requeue: () => void worker.ask((to) => to.requeue(), statusMs),
    purge: () => void worker.ask((to) => to.purge(), statusMs),
    close() {
      if (isEnding || page.isFrozen()) return;
      post();
      isEnding = true;
      const n = pushed;
      void worker
        .ask((to) => to.close(n), statusMs)
        .then((isDurable) => {
          if (isDurable) onDurable(n);
          writeJournal();
          die('orderly');
        });
    },
    leave() {
      if (isEnding || page.isFrozen()) return;
      isEnding = true;
      hide();
      page.after(chance.random() * goneMs, () => die('orderly'));
    },
    freeze() {
      page.freeze();
      worker.thread.freeze();
    },
    isWriting: () => world.disk.isBusy(worker.thread),
    isSending: () => world.network.isSending(worker.thread),
    thaw() {
      page.thaw();
      worker.thread.thaw();
    },
    kill(how, atAct = 0) {
      if (atAct > 0) worker.thread.failAtAct(atAct, () => die(how));
      else die(how);
    },
    killWorker(atAct = 0) {
      const victim = worker.thread;
      const end = (): void => {
        trace.add(`${victim.name} dies`);
        victim.kill();
        watchWorker();
      };
      if (atAct > 0) victim.failAtAct(atAct, end);
      else if (victim.isAlive()) end();
    },
    isClear: () => durable === pushed,
  };
}

function contextOf(pageId: string, serial: number) {
  return {
    userId: 'user',
    sessionId: `session ${pageId}`,
    page: { url: `https://shop.example/${serial}`, referrer: '', title: 'Shop' },
    device: {},
    testGroups: [],
    campaigns: [],
    context: {},
    consent: 'granted',
  };
}
