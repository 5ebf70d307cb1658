/**
 * The time line of a world. Three clocks hang on it: running time, which timers count and which stands still while the device sleeps; the
 * collector's wall clock, which is right; and the device's, which can be set.
 */
export interface VirtualClock {
  /** ms since the world began, sleep left out. */
  running(): number;
  /** The device's wall clock, ms since the epoch. */
  deviceNow(): number;
  /** The collector's wall clock, ms since the epoch. */
  trueNow(): number;
  /** Sets the device's wall clock forward or back. */
  jump(ms: number): void;
  /** Time goes by for everyone but the device. */
  sleep(ms: number): void;
  /** Does `task` in `ms` of running time; what it returns is waited for. @returns a function that prevents it. */
  after(ms: number, task: Task): () => void;
  /** Lets time pass, and all that falls due on the way happen, one thing after the other. */
  pass(ms: number): Promise<void>;
  /** Lets everything happen that follows at once from what was just done. */
  settle(): Promise<void>;
  /** How many things have happened. */
  events(): number;
}

type Task = () => void | Promise<void>;

interface Entry {
  at: number;
  order: number;
  task: Task | undefined;
}

export function createVirtualClock(startAt: number): VirtualClock {
  const heap: Entry[] = [];
  let running = 0;
  let slept = 0;
  let offset = 0;
  let order = 0;
  let events = 0;

  // Promises of the core resolve in microtasks, those of the collector's streams in ticks; both are through before an immediate.
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  return {
    running: () => running,
    deviceNow: () => Math.floor(startAt + running + slept + offset),
    trueNow: () => Math.floor(startAt + running + slept),
    jump: (ms) => {
      offset += ms;
    },
    sleep: (ms) => {
      slept += ms;
    },
    after(ms, task) {
      const entry: Entry = { at: running + Math.max(0, ms), order: order++, task };
      push(heap, entry);
      return () => {
        entry.task = undefined;
      };
    },
    async pass(ms) {
      const end = running + ms;
      for (let next = heap[0]; next && next.at <= end; next = heap[0]) {
        pop(heap);
        const { task } = next;
        if (!task) continue;
        running = next.at;
        events += 1;
        await task();
        await settle();
      }
      running = end;
    },
    settle,
    events: () => events,
  };
}

function isBefore(one: Entry | undefined, other: Entry | undefined): boolean {
  if (!one || !other) return one !== undefined;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function push(heap: Entry[], entry: Entry): void {
  let index = heap.push(entry) - 1;
  for (let parent = (index - 1) >> 1; index > 0 && isBefore(entry, heap[parent]); parent = (index - 1) >> 1) {
    swap(heap, index, parent);
    index = parent;
  }
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  heap[0] = last;
  for (let index = 0; ; ) {
    const left = 2 * index + 1;
    const child = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
    if (!isBefore(heap[child], heap[index])) return;
    swap(heap, index, child);
    index = child;
  }
}

function swap(heap: Entry[], one: number, other: number): void {
  const [first, second] = [heap[one], heap[other]];
  if (first && second) [heap[one], heap[other]] = [second, first];
}
