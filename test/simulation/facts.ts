import type { Head } from '../../src/worker/outbox-head.js';
import type { DiskImage } from './disk-image.js';
import type { PushKind } from './pushes.js';

/** A promise that was broken, and how. */
export interface Violation {
  /** By the numbers of the fault catalog, I1 to I14. */
  invariant: string;
  sentence: string;
}

export interface Push {
  kind: PushKind;
  /** The properties as JSON text. */
  properties: string;
  time: string;
}

/** How a page came to its end: only in an orderly one nothing may be lost that was not durable. */
export type PageEnd = 'orderly' | 'killed' | 'power cut';

export interface PageRecord {
  pushes: Push[];
  /** The last push of which it was told that it is durable. */
  heard: number;
  /** The last push that stands in its journal. */
  journaled: number;
  end: PageEnd | undefined;
}

/** What the observer knows of the disk; it goes back with it when the power is cut. */
export interface Facts {
  /** The highest push number that was ever committed, per page. */
  marks: Map<string, number>;
  /** The pushes that commits have counted, per page. */
  counted: Map<string, [from: number, to: number][]>;
  /** Which event has which number, by source and number; and which number has which event, by source and id. */
  named: Map<string, string>;
  /** The heads of outboxes that were deleted. */
  deletedHeads: Head[];
  /** Ids that were on the disk when it was deleted. */
  lost: Set<string>;
  /** Ids on the disk that were made unreadable: that must be counted. */
  ruined: Set<string>;
  /** Ids of which a page was told that they are counted, though in memory only: the count may die with the worker. */
  countedInMemory: Set<string>;
  deletions: number;
  powerCuts: number;
  /** Who made the newest claim. */
  claimant: string;
  /** The disk was full at some time, so that claims could not be written. */
  everFull: boolean;
  /** What was in memory has moved to the disk: of events that both had, the counters' reasons are a guess. */
  hasAbsorbed: boolean;
  /** Pushed by the newer version of the library, and not ours to send. */
  newerEvents: number;
}

export function newFacts(): Facts {
  return {
    marks: new Map(),
    counted: new Map(),
    named: new Map(),
    deletedHeads: [],
    lost: new Set(),
    ruined: new Set(),
    countedInMemory: new Set(),
    deletions: 0,
    powerCuts: 0,
    claimant: '',
    everFull: false,
    hasAbsorbed: false,
    newerEvents: 0,
  };
}

export function copyOf(facts: Facts): Facts {
  return {
    ...facts,
    marks: new Map(facts.marks),
    counted: new Map(facts.counted),
    named: new Map(facts.named),
    deletedHeads: [...facts.deletedHeads],
    lost: new Set(facts.lost),
    ruined: new Set(facts.ruined),
    countedInMemory: new Set(facts.countedInMemory),
  };
}

const known = new WeakMap<object, readonly string[]>();

/** The ids of the events that a row or a letter holds; none for what cannot be read. */
export function idsIn(holder: object): readonly string[] {
  const ids = known.get(holder) ?? findIds(holder);
  known.set(holder, ids);
  return ids;
}

export function idsOf(image: DiskImage): string[] {
  return [...image.rows, ...image.letters.values()].flatMap(idsIn);
}

function findIds(holder: object): string[] {
  const text = 'body' in holder ? holder.body : 'text' in holder ? holder.text : undefined;
  const isReport = 'report' in holder && holder.report === true;
  if (typeof text !== 'string' || isReport) return [];
  return [...text.matchAll(/"source":"[^"]*","(?:push|id)":"([^"]*)"/g)].map(([, id = '']) => id);
}
