/** Bounds of the walk: what a cyclic or endless object gives up is the rest of itself, not the event. */
const maxDepth = 10;
const maxNodes = 10_000;

/**
 * The slow, safe way to a snapshot, for items that `JSON.stringify` refuses: cycles, BigInt, getters that throw.
 * What cannot be kept is replaced by a short marker. Never throws.
 */
export function rescueText(item: unknown): string {
  const path: unknown[] = [];
  let nodes = 0;

  function copy(value: unknown): unknown {
    if (typeof value === 'bigint') return String(value);
    // A copied toJSON would run, and throw, once more.
    if (typeof value === 'function') return undefined;
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (path.includes(value)) return '[Circular]';
    nodes += 1;
    if (path.length >= maxDepth || nodes > maxNodes) return '[Too large]';
    path.push(value);
    const members = Object.keys(value)
      .slice(0, maxNodes)
      .map((key) => [key, attempt(() => copy(Reflect.get(value, key)), '[Unreadable]')] as const);
    path.pop();
    return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members);
  }

  return String(attempt(() => JSON.stringify(copy(item)), 'null'));
}

function attempt(read: () => unknown, otherwise: string): unknown {
  try {
    return read();
  } catch {
    return otherwise;
  }
}
