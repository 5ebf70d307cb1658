import { setTimeout as later } from 'node:timers/promises';

const deadlineMs = 60_000;

/** Asks until the answer is yes. */
export async function whenTrue(ask: () => boolean | Promise<boolean>): Promise<void> {
  const until = Date.now() + deadlineMs;
  while (!(await ask())) {
    if (Date.now() > until) throw new Error(`Waited ${deadlineMs / 1_000} s for: ${ask.toString()}`);
    await later(25);
  }
}
