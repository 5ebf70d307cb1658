/** What the worker core takes from its surroundings, so that a test or a simulation can give it another clock, chance and timers. */
export interface Environment {
  /** Wall clock, ms since the epoch. */
  now(): number;
  /** Uniform in [0, 1). */
  random(): number;
  /** Calls `task` after `ms`. @returns a function that prevents it. */
  schedule(task: () => void, ms: number): () => void;
  /** A new identifier, 32 hex digits. */
  newId(): string;
}

export const browserEnvironment: Environment = {
  now: () => Date.now(),
  random: () => Math.random(),
  schedule: (task, ms) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  // randomUUID is missing on insecure origins, where kiosks live.
  newId: () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
};
