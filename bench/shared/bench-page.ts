/** `empty` does nothing and shows what measuring itself costs; `floor` is the least that could do the work. */
export type Contestant = 'empty' | 'floor' | 'ours';

/** What the page offers to the driver as `globalThis.bench`. */
export interface BenchPage {
  /** Starts the library. Its timers do not flush by themselves unless `flushDelayMs` says so. */
  open(options?: OpenOptions): Promise<void>;
  close(): Promise<void>;
  /** µs of one push alone in its task, with the task's microtasks. */
  pushAlone(contestant: Contestant, tasks: number): Promise<number>;
  /** Pushes bursts, each in a task of its own; the driver reads what the thread has spent on them. */
  pushBursts(contestant: Contestant, bursts: number, size: number): Promise<void>;
  /** Pushes all in one loop. */
  pushLoop(contestant: Contestant, events: number): Promise<LoopTask>;
  /** ms from each push to the page's knowledge that it is stored. */
  pushToDurable(contestant: Contestant, pushes: number): Promise<number[]>;
  /** ms until all bursts are stored. */
  ingest(contestant: Contestant, bursts: number, size: number): Promise<number>;
  /** Stores events of many visitors. Resolves to their mean size as JSON, in bytes. */
  fill(events: number, seed: number): Promise<number>;
  /** ms until everything stored has been delivered. */
  drain(contestant: Contestant): Promise<number>;
  /** Bytes that the page and its worker hold after a collection of garbage. */
  heapBytes(): Promise<number>;
  /** Bytes that the browser counts for this origin. */
  storedBytes(): Promise<number>;
}

export interface OpenOptions {
  flushDelayMs?: number;
  /** With the test groups and campaigns of a shop that runs experiments. */
  experiments?: boolean;
}

export interface LoopTask {
  /** ms of the loop and its microtasks. */
  loopMs: number;
  /** The longest task that the browser reported around it, ms; 0 when none took 50. */
  longTaskMs: number;
}

/** How the bare worker is asked to write rows. */
export interface RowOrder {
  rows: number;
  text: string;
}
