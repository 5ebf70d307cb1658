/** What is going to happen, by time; what happens at the same time comes out in the order in which it went in. */
export interface EventHeap {
  push(at: number, subject: number): void;
  /** Moves the next event into `at` and `subject`. False when there is none. */
  pop(): boolean;
  at: number;
  subject: number;
}

/** A binary heap in typed arrays: a hundred thousand kiosks have an event each, and there are tens of millions of them in a run. */
export function createEventHeap(capacity: number): EventHeap {
  const times = new Float64Array(capacity);
  const orders = new Float64Array(capacity);
  const subjects = new Int32Array(capacity);
  let size = 0;
  let pushed = 0;

  function isBefore(at: number, order: number, slot: number): boolean {
    const other = times[slot] ?? 0;
    return at < other || (at === other && order < (orders[slot] ?? 0));
  }

  function move(from: number, to: number): void {
    times[to] = times[from] ?? 0;
    orders[to] = orders[from] ?? 0;
    subjects[to] = subjects[from] ?? 0;
  }

  function put(slot: number, at: number, order: number, subject: number): void {
    times[slot] = at;
    orders[slot] = order;
    subjects[slot] = subject;
  }

  const heap: EventHeap = {
    at: 0,
    subject: 0,
    push(at, subject) {
      if (size === capacity) throw new RangeError(`The heap is full: ${capacity} events.`);
      const order = pushed++;
      let slot = size++;
      while (slot > 0) {
        const parent = (slot - 1) >> 1;
        if (!isBefore(at, order, parent)) break;
        move(parent, slot);
        slot = parent;
      }
      put(slot, at, order, subject);
    },
    pop() {
      if (size === 0) return false;
      heap.at = times[0] ?? 0;
      heap.subject = subjects[0] ?? 0;
      size -= 1;
      const [at, order, subject] = [times[size] ?? 0, orders[size] ?? 0, subjects[size] ?? 0];
      let slot = 0;
      for (let child = 1; child < size; child = 2 * slot + 1) {
        const right = child + 1;
        if (right < size && isBefore(times[right] ?? 0, orders[right] ?? 0, child)) child = right;
        if (isBefore(at, order, child)) break;
        move(child, slot);
        slot = child;
      }
      if (size > 0) put(slot, at, order, subject);
      return true;
    },
  };
  return heap;
}
