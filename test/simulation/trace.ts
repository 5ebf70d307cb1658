/** What happened in a run, line by line: the last lines for a reader, a hash of all of them to tell whether two runs were the same. */
export interface Trace {
  add(line: string): void;
  hash(): string;
  tail(): readonly string[];
}

const keptLines = 40;

/**
 * @param running time since the world began, ms.
 * @param onLine told of each line, for a reader who wants all of them.
 */
export function createTrace(running: () => number, onLine: (line: string) => void = () => {}): Trace {
  const lines: string[] = [];
  let [low, high] = [0x811c9dc5, 0x1000193];
  return {
    add(text) {
      const line = `${running().toFixed(1)} ${text}`;
      // Two FNV-1a hashes side by side: 32 bits alone would let one in a thousand differing pairs of a million runs look alike.
      for (let index = 0; index < line.length; index++) {
        low = Math.imul(low ^ line.charCodeAt(index), 0x01000193);
        high = Math.imul(high ^ line.charCodeAt(index), 0x01000193) + low;
      }
      lines.push(line);
      if (lines.length > 2 * keptLines) lines.splice(0, keptLines);
      onLine(line);
    },
    hash: () => [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join(''),
    tail: () => lines.slice(-keptLines),
  };
}
