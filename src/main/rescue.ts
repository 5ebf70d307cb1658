import { attempt } from './attempt.js';

// Taken at load: host pages patch intrinsics.
const { stringify } = JSON;

/** Bounds of the walk: what a cyclic or endless object gives up is the rest of itself, not the event. */
const maxDepth = 10;
const maxNodes = 10_000;

/**
 * The slow, safe way to a snapshot, for items that `JSON.stringify` refuses: cycles, BigInt, getters that throw.
 * What cannot be kept is replaced by a short marker. Never throws.
 */
export function rescueText(item: unknown): string {
  let nodes = 0;

  function copy(value: unknown, path: readonly unknown[]): unknown {
    nodes += 1;
    if (nodes > maxNodes) return '[Too large]';
    if (typeof value === 'bigint') return String(value);
    // A copied toJSON would run, and throw, once more.
    if (typeof value === 'function') return undefined;
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (path.includes(value)) return '[Circular]';
    if (path.length >= maxDepth) return '[Too large]';
    return attempt<unknown>(() => {
      const keys = Object.keys(value).slice(0, maxNodes);
      const members = Object.fromEntries(
        keys.map((key) => [key, attempt<unknown>(() => copy(Reflect.get(value, key), [...path, value]), '[Unreadable]')]),
      );
      return Array.isArray(value) ? Object.assign([], members) : members;
    }, '[Unreadable]');
  }

  return attempt(() => stringify(copy(item, []))) ?? 'null';
}
