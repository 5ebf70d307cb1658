import type { Environment } from '../../src/worker/environment.js';
import type { World } from './world.js';

/**
 * A thread of a tab: its page or its worker. Everything that comes from outside reaches it through `deliver`: a frozen thread gets it when
 * it thaws, a dead one never, so that none of its promises resolves again. Everything that it does to the outside asks `act` first.
 */
export interface VirtualThread {
  readonly name: string;
  readonly environment: Environment;
  isAlive(): boolean;
  isFrozen(): boolean;
  deliver(task: () => void): void;
  /** False when the thread is dead: what it does has no effect any more. */
  act(): boolean;
  after(ms: number, task: () => void): () => void;
  freeze(): void;
  thaw(): void;
  kill(): void;
  /** Calls `onDue` in the middle of what the thread does: before its `count`-th act from now. */
  failAtAct(count: number, onDue: () => void): void;
  onDeath(listener: () => void): void;
}

export function createVirtualThread({ clock, chance, newId }: Pick<World, 'clock' | 'chance' | 'newId'>, name: string): VirtualThread {
  let state: 'running' | 'frozen' | 'dead' = 'running';
  let kept: (() => void)[] = [];
  let failure: { count: number; onDue: () => void } | undefined;
  let deathListeners: (() => void)[] = [];

  function deliver(task: () => void): void {
    if (state === 'running') task();
    else if (state === 'frozen') kept.push(task);
  }

  const after = (ms: number, task: () => void): (() => void) => {
    let isCancelled = false;
    const cancel = clock.after(ms, () => deliver(() => void (isCancelled || task())));
    return () => {
      isCancelled = true;
      cancel();
    };
  };

  return {
    name,
    environment: { now: clock.deviceNow, random: chance.random, newId, schedule: (task, ms) => after(ms, task) },
    isAlive: () => state !== 'dead',
    isFrozen: () => state === 'frozen',
    deliver,
    act() {
      if (failure && --failure.count <= 0) {
        const { onDue } = failure;
        failure = undefined;
        onDue();
      }
      return state !== 'dead';
    },
    after,
    freeze() {
      if (state === 'running') state = 'frozen';
    },
    thaw() {
      if (state !== 'frozen') return;
      state = 'running';
      // In their order, each as an event of its own.
      for (const task of kept) clock.after(0, () => deliver(task));
      kept = [];
    },
    kill() {
      if (state === 'dead') return;
      state = 'dead';
      kept = [];
      for (const listener of deathListeners) listener();
      deathListeners = [];
    },
    failAtAct(count, onDue) {
      failure = { count, onDue };
    },
    onDeath(listener) {
      if (state === 'dead') listener();
      else deathListeners.push(listener);
    },
  };
}
