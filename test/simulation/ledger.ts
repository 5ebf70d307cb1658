import type { CloudEvent } from '../../src/shared/cloud-event.js';
import type { Fate, OutboxMark } from '../../src/shared/protocol.js';
import type { Head } from '../../src/worker/outbox-head.js';
import { type CommitCheckParts, checkCommit } from './check-commit.js';
import type { DiskImage } from './disk-image.js';
import { copyOf, type Facts, idsOf, newFacts, type PageEnd, type PageRecord, type Push, type Violation } from './facts.js';
import { createRequestWatch, type RequestWatch, type RequestWatchParts } from './request-watch.js';

/** What an observer who sees everything writes down, and the first promise that he sees broken. */
export interface Ledger extends RequestWatch {
  pushed(pageId: string, push: Push): void;
  /** A thread was opened, and told what is known of the outbox. */
  opened(thread: string, mark: OutboxMark | undefined): void;
  /** A thread was told by another what that knows. */
  told(thread: string, mark: OutboxMark): void;
  /** A thread was given this page's pushes from number `first` on. */
  handedOver(thread: string, pageId: string, first: number): void;
  /** A page was told that its pushes up to `n` are durable. */
  heard(pageId: string, n: number): void;
  /** A page was told what became of a push. */
  fated(pageId: string, n: number, fate: Fate): void;
  /** It was said that these pushes are durable, whoever appended them. */
  trusted(pageId: string, from: number, to: number): void;
  /** The pushes up to `n` stand in the page's journal. */
  journaled(pageId: string, n: number): void;
  ended(pageId: string, how: PageEnd): void;
  committed(thread: string, before: DiskImage, after: DiskImage): void;
  /** The database is deleted with all that it holds. */
  deleted(image: DiskImage): void;
  /** A thread has decided that the database is beyond reading. */
  recreated(thread: string): void;
  /** Events on the disk were made unreadable. */
  ruined(ids: readonly string[]): void;
  /** The newer version of the library has appended events. */
  wroteNewer(count: number): void;
  /** The disk takes nothing any more, or again. */
  fills(): void;
  /** All data of the site are gone, the journals among them. */
  cleared(): void;
  /** @returns what goes back to this moment: the commits since have been lost. */
  checkpoint(): () => void;
  /** The collector has taken these events. */
  collected(events: readonly CloudEvent[], isStored: (id: string) => boolean): void;
  violated(invariant: string, sentence: string): void;
  violation(): Violation | undefined;
  pushOf(id: string): Push | undefined;
  readonly pages: ReadonlyMap<string, PageRecord>;
  readonly facts: Readonly<Facts>;
}

export type LedgerParts = RequestWatchParts & CommitCheckParts;

export function createLedger(parts: LedgerParts): Ledger {
  const pages = new Map<string, PageRecord>();
  const firsts = new Map<string, number>();
  const numbers = new Map<string, string>();
  /** What each thread knows of the outbox. */
  const known = new Map<string, OutboxMark>();
  const knewBefore = new Map<string, OutboxMark[]>();
  let violation: Violation | undefined;
  let facts = newFacts();

  function violated(invariant: string, sentence: string): void {
    violation ??= { invariant, sentence };
  }

  function pageOf(pageId: string): PageRecord {
    const page = pages.get(pageId) ?? { pushes: [], heard: 0, journaled: 0, end: undefined };
    pages.set(pageId, page);
    return page;
  }

  // Then the outbox in memory may have given some up.
  const isBounded = parts.maxOutboxEvents < 10_000;
  function pushOf(id: string): Push | undefined {
    const [pageId = '', n] = id.split(':');
    return pages.get(pageId)?.pushes[Number(n) - 1];
  }

  function trusted(pageId: string, from: number, to: number): void {
    const { pushes } = pageOf(pageId);
    if (to > pushes.length) violated('I2', `it was said that ${pageId}:${to} is durable, and the page has pushed ${pushes.length}`);
    for (let n = Math.max(from, (facts.marks.get(pageId) ?? 0) + 1); n <= to; n++) {
      const id = `${pageId}:${n}`;
      // In memory, only what has been delivered or counted is as good as durable.
      if (parts.isStored(id)) continue;
      if (isBounded || pushes[n - 1]?.kind !== 'plain') facts.countedInMemory.add(id);
      else violated('I2', `it was said that ${pageId}:${to} is durable, and ${id} is neither on the disk nor at the collector`);
    }
  }

  const watch = createRequestWatch(parts, violated, () => facts.everFull);

  return {
    ...watch,
    opened: (thread, mark) => void known.set(thread, mark ?? noMark),
    told(thread, mark) {
      const before = known.get(thread);
      if (before?.outboxId !== mark.outboxId) return;
      known.set(thread, mark);
      // A transaction that has begun before goes by that.
      knewBefore.set(thread, [...(knewBefore.get(thread) ?? []), before]);
    },
    recreated(thread) {
      const { failedOpens = 0 } = known.get(thread) ?? {};
      if (failedOpens < 3) violated('I4', `${thread} made the database anew after ${failedOpens} page loads that could not read it`);
    },
    pushed: (pageId, push) => void pageOf(pageId).pushes.push(push),
    handedOver(thread, pageId, first) {
      const key = `${thread} ${pageId}`;
      firsts.set(key, Math.min(first, firsts.get(key) ?? first));
    },
    heard(pageId, n) {
      const page = pageOf(pageId);
      trusted(pageId, page.heard + 1, n);
      page.heard = Math.max(page.heard, n);
    },
    fated(pageId, n, { state }) {
      const id = `${pageId}:${n}`;
      if (state === 'delivered' && !parts.isStored(id))
        violated('I3', `it was told that ${id} is delivered, and the collector has not stored it`);
    },
    trusted,
    journaled(pageId, n) {
      pageOf(pageId).journaled = n;
    },
    ended(pageId, how) {
      pageOf(pageId).end ??= how;
    },
    committed(thread, before, after) {
      for (const [pageId, mark] of after.marks) {
        if (!pages.has(pageId) && pageId !== '#told') facts.hasAbsorbed = true;
        if (!pages.has(pageId) || before.marks.get(pageId)?.n === mark.n) continue;
        const known = facts.marks.get(pageId) ?? 0;
        const from = Math.max(known + 1, firsts.get(`${thread} ${pageId}`) ?? 1);
        if (from <= mark.n) facts.counted.set(pageId, [...(facts.counted.get(pageId) ?? []), [from, mark.n]]);
        facts.marks.set(pageId, Math.max(known, mark.n));
      }
      const last = known.get(thread);
      const mayHaveLost = [last, ...(knewBefore.get(thread) ?? [])].map((mark) => mark?.pending);
      if (!before.head && after.head && !mayHaveLost.includes(lostOf(after.head)))
        violated('I1', `${thread} knew that ${last?.pending} events waited, found nothing, and counted ${lostOf(after.head)} as lost`);
      // It hears of its commit later, or never.
      knewBefore.set(thread, last ? [last, ...(knewBefore.get(thread) ?? [])].slice(0, 3) : []);
      if (after.head) known.set(thread, { outboxId: after.head.outboxId, pending: after.head.pendingEvents, failedOpens: 0 });
      const found = checkCommit({ thread, before, after }, facts, parts);
      if (found) violated(found.invariant, found.sentence);
      watch.committedBy(thread, before, after);
    },
    deleted(image) {
      for (const id of [...idsOf(image), ...facts.ruined]) facts.lost.add(id);
      if (image.head) facts.deletedHeads.push(image.head);
      facts.deletions += 1;
    },
    ruined(ids) {
      for (const id of ids) facts.ruined.add(id);
    },
    wroteNewer(count) {
      facts.newerEvents += count;
    },
    fills() {
      facts.everFull = true;
      watch.disturbed();
    },
    cleared() {
      for (const [pageId, page] of pages) {
        for (let n = page.heard + 1; n <= page.journaled; n++) facts.lost.add(`${pageId}:${n}`);
        page.journaled = 0;
      }
      watch.disturbed();
    },
    checkpoint() {
      const kept = copyOf(facts);
      return () => {
        facts = { ...kept, powerCuts: facts.powerCuts + 1, everFull: facts.everFull };
      };
    },
    collected(events, isStored) {
      for (const event of events) {
        if (!('event' in event.data)) continue;
        const id = event.push ?? event.id;
        const push = pushOf(id);
        if (!push) violated('I3', `the collector got ${id}, which nobody has pushed`);
        else if (JSON.stringify(event.data.properties) !== push.properties || event.time !== push.time)
          violated('I3', `the collector got ${id} with other content than was pushed`);
        if (!isStored(id)) violated('I3', `the collector acknowledged ${id} and has not stored it`);
        const number = `${event.source} ${event.sequence}`;
        const known = numbers.get(number) ?? id;
        numbers.set(number, id);
        if (known !== id && facts.powerCuts === 0) violated('I6', `${number} names ${known} and ${id}`);
      }
    },
    violated,
    pushOf,
    violation: () => violation,
    pages,
    get facts() {
      return facts;
    },
  };
}

const noMark: OutboxMark = { outboxId: '', pending: 0, failedOpens: 0 };

function lostOf({ dropped }: Head): number {
  return (dropped['outbox-lost'] ?? 0) + (dropped['outbox-corrupt'] ?? 0);
}
