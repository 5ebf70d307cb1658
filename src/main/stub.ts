import type { PageLocation } from '../shared/event.js';
import { attempt } from './attempt.js';
import { type ForeignFacade, isForeignFacade } from './foreign-facade.js';

/** What is known of a push that was made before the library was there. */
export interface Stamp {
  /** Wall clock, ms since the epoch. */
  at: number;
  page: PageLocation;
}

/** What was pushed to a queue that stood in for the facade. */
export interface Stub {
  /** A stamp is where the snippet has made one. */
  calls: { item: unknown; stamp: Stamp | undefined }[];
  /** Who has got all of it already. */
  foreign: ForeignFacade | undefined;
}

/**
 * Reads a plain array; or the snippet's (docs/script-tag.md), whose `calls` tell time and page of each push, and whose `foreign` is the
 * facade that came meanwhile; or a foreign facade, whose `igEvents` are what it has found in an array itself.
 * An item that throws when it is read becomes undefined, to be counted like any other that is no event.
 */
export function readStub(found: unknown): Stub {
  const calls = list(read(found, 'calls'));
  const items = list(Array.isArray(found) ? found : read(found, 'igEvents'));
  return {
    calls: calls.length ? calls.map(readCall) : items.map((item) => ({ item, stamp: undefined })),
    foreign: [found, read(found, 'foreign')].find(isForeignFacade),
  };
}

/** Takes what an array holds, and what will be pushed to it. Nobody takes its items again, but those of a frozen one, which stays as it is. */
export function takeStub(
  stub: unknown[],
  facade: { push(...items: never[]): unknown },
  push: (item: unknown, stamp?: Stamp) => void,
): void {
  const { calls } = readStub(stub);
  redirectStub(stub, (...items) => void facade.push(...items));
  for (const { item, stamp } of calls) push(item, stamp);
}

/** Empties an array, so that nobody takes its items again, and hands to `push` what will be pushed to it. A frozen one stays as it is. */
export function redirectStub(stub: unknown[], push: (...items: never[]) => void): void {
  attempt(() => {
    stub.length = 0;
    Object.assign(stub, { push, calls: [] });
  });
}

function readCall(call: unknown): Stub['calls'][number] {
  const [item, at, ...page] = list(call);
  const [url, referrer, title] = page.filter((text) => typeof text === 'string');
  return {
    item,
    stamp: typeof at === 'number' && at > 0 && title !== undefined ? { at, page: { url, referrer, title } as PageLocation } : undefined,
  };
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? Array.from({ length: value.length }, (_, index) => read(value, index)) : [];
}

function read(value: unknown, name: PropertyKey): unknown {
  return attempt(() => Reflect.get(Object(value), name));
}
