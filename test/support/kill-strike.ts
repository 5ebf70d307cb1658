// The three ways to kill, each made ready ahead, so that the kill itself comes at the very moment.
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright';
import type { Victim } from './kill-plan.js';

/** Kills, and resolves when the browser has noticed. */
export type Strike = () => Promise<void>;

/** Makes ready to kill the browser of a page, the page's own process, or nothing but its worker. The page must be at rest. */
export function prepareStrike(victim: Victim, page: Page): Promise<Strike> {
  return strikes[victim](page);
}

/** To be run ahead of a page's own scripts. */
export function keepWorkers(): void {
  const workers: Worker[] = [];
  window.startedWorkers = workers;
  window.Worker = class extends Worker {
    constructor(...given: ConstructorParameters<typeof Worker>) {
      super(...given);
      workers.push(this);
    }
  };
}

declare global {
  interface Window {
    /** The workers that the page has started. */
    startedWorkers?: Worker[];
  }
}

const strikes: Record<Victim, (page: Page) => Promise<Strike>> = {
  async browser(page) {
    const processes = await processesOf(page, 'browser');
    const [browser] = processes;
    if (!browser) throw new Error('The browser does not tell its process.');
    return async () => {
      const closed = new Promise((resolve) => page.context().once('close', resolve));
      killGroup(browser.id);
      await closed;
    };
  },

  async renderer(page) {
    const candidates = await likelyRenderers(page);
    return async () => {
      let isGone = false;
      page.once('crash', () => {
        isGone = true;
      });
      for (const candidate of candidates) {
        killQuietly(candidate);
        for (let waitedMs = 0; !isGone && waitedMs < noticedMs; waitedMs += 10) await sleep(10);
        if (isGone) return;
      }
      throw new Error('No process of the browser was the one of the page.');
    };
  },

  // In the middle of what it does, and nobody tells the page.
  worker: async (page) => () => page.evaluate(() => window.startedWorkers?.at(-1)?.terminate()),
};

/** All processes of the browser at once, so that none of them can put anything in order. */
function killGroup(leader: number): void {
  try {
    // Playwright starts the browser as the leader of a process group of its own, except on Windows.
    process.kill(-leader, 'SIGKILL');
  } catch {
    process.kill(leader, 'SIGKILL');
  }
}

function killQuietly(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // Spare processes come and go.
  }
}

/** How long a page is kept busy to be told from the others, and how long the browser may take to notice that it is gone, ms. */
const busyMs = 150;
const noticedMs = 2_000;

/**
 * No protocol tells the process of a page: so the page is kept busy, and all processes stand in the order of what they did meanwhile. On a busy
 * machine another one may come first; it is killed in vain then, or with the page that was its own.
 */
async function likelyRenderers(page: Page): Promise<number[]> {
  const before = new Map((await processesOf(page, 'renderer')).map(({ id, cpuTime }) => [id, cpuTime]));
  await page.evaluate((ms) => {
    for (const end = performance.now() + ms; performance.now() < end; );
  }, busyMs);
  // One that is new is a spare that starts up, busy for itself.
  const spent = (await processesOf(page, 'renderer')).map(({ id, cpuTime }) => ({ id, seconds: cpuTime - (before.get(id) ?? cpuTime) }));
  return spent.sort((a, b) => b.seconds - a.seconds).map(({ id }) => id);
}

type ProcessInfo = Awaited<ReturnType<typeof askForProcesses>>['processInfo'][number];

async function processesOf(page: Page, type: string): Promise<ProcessInfo[]> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  if (!session) throw new Error('The browser cannot be asked for its processes.');
  const { processInfo } = await askForProcesses(session);
  await session.detach();
  return processInfo.filter((process) => process.type === type);
}

function askForProcesses(session: CDPSession) {
  return session.send('SystemInfo.getProcessInfo');
}
