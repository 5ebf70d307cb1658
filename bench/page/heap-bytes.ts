/** Chromium's own measurement, of all contexts of the page (https://wicg.github.io/performance-measure-memory). */
interface MeasuresMemory {
  measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
}

export async function heapBytes(): Promise<number> {
  const { bytes } = await (performance as Performance & MeasuresMemory).measureUserAgentSpecificMemory();
  return bytes;
}
