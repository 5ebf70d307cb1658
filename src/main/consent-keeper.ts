import type { Consent } from '../shared/event.js';
import type { Fate } from '../shared/protocol.js';
import type { Handover } from './handover.js';
import { leftJournals } from './left-journals.js';
import { readOutboxMark, removeOutboxMark } from './outbox-mark.js';
import type { PageCore } from './page-core.js';
import { flushMs, statusMs } from './page-members.js';
import type { PipelineRun } from './pipeline-run.js';
import { tellFate } from './tell-fate.js';
import { pageRoom, pendingRoom } from './unacknowledged.js';
import type { Visitor } from './visitor.js';

/** How long a withdrawal waits for the requests of other tabs to end, and longer, ms. */
const withdrawMs = 30_000;

const withheld: Fate = { state: 'dropped', reason: 'consent' };

export interface ConsentKeeperParts {
  core: PageCore;
  handover: Handover;
  visitor: Visitor;
  run: PipelineRun;
  /** What was pushed before belongs to the visitor who is found now. */
  adoptVisitor: () => void;
}

/** Carries out decisions, one after the other. */
export interface ConsentKeeper {
  /** The decision that holds now. @param from what held before. */
  obey(from: Consent): Promise<void>;
  /** Whether the pipeline may be handed what was pushed. */
  isObeyed(): boolean;
  isErasing(): boolean;
  erase(userId: string): Promise<void>;
  /** Makes durable what was pushed, and ends the pipeline for good. */
  close(): Promise<void>;
}

export function createConsentKeeper({ core, handover, visitor, run, adoptVisitor }: ConsentKeeperParts): ConsentKeeper {
  const { settings, page, held, tracked, identity } = core;
  const { site } = settings;
  /** The last decision that was carried out. */
  let obeyed: Consent | undefined;
  let obeying = Promise.resolve();
  let isErasing = false;

  /** Decisions, erasures and the end use one line: each waits for the others. */
  function inTurn(task: () => Promise<void>): Promise<void> {
    obeying = obeying.then(task, task);
    return obeying;
  }

  /** @param n the last push that is to be durable first. */
  async function endRun(n: number): Promise<void> {
    if (await run.link()?.ask((api) => api.close(n), statusMs)) run.onDurable(n);
    core.writeJournal();
    run.end();
  }

  function grant(): void {
    visitor.isKept = true;
    adoptVisitor();
    run.start().post();
  }

  async function deny(hadConsent: boolean): Promise<void> {
    visitor.isKept = false;
    visitor.renew();
    visitor.forget();
    // What is pushed after a new consent is not meant.
    const n = page.pushed;
    for (const { remove } of leftJournals(site)) remove();
    if (run.link() || hadConsent || readOutboxMark(site)) {
      const { at } = core.choice;
      const isKept = settings.onDeny === 'keep';
      const line = run.start();
      line.retry();
      const left = await line.ask((api) => api.withdraw(at, isKept), withdrawMs);
      if (left === 0) removeOutboxMark(site);
      tellFate(tracked, 0, page.durable, isKept ? { state: 'unknown' } : withheld);
    }
    // A pipeline that was withdrawn takes nothing more: who has agreed meanwhile gets another one.
    run.end();
    page.withheld += handover.withhold(n);
    tellFate(tracked, 0, n, withheld);
    run.setState('off');
  }

  async function wait(): Promise<void> {
    visitor.isKept = false;
    // What was pushed since is not handed over, so nobody could make it durable.
    await endRun(Math.max(page.durable, handover.takenUpTo()));
    run.setState('off');
  }

  return {
    // Of the decisions that came while one was carried out, only the last is obeyed.
    obey: (from) =>
      inTurn(async () => {
        const { consent } = page;
        if (consent === obeyed) return;
        const hadConsent = (obeyed ?? from) === 'granted';
        obeyed = consent;
        held.room = consent === 'granted' ? pageRoom : pendingRoom;
        if (consent === 'granted') grant();
        else if (consent === 'denied') await deny(hadConsent);
        else await wait();
      }),
    isObeyed: () => page.consent === 'granted' && obeyed === 'granted',
    isErasing: () => isErasing,
    erase: (userId) =>
      inTurn(async () => {
        if (userId === identity.userId) {
          visitor.renew();
          core.isReset = true;
          visitor.find();
        }
        isErasing = true;
        const line = run.start();
        line.retry();
        await line.ask((api) => api.erase(userId), flushMs);
        // The request is sent without consent, too; what waits beside it is not.
        if (page.consent === 'denied') await run.link()?.ask((api) => api.flush(0), flushMs);
        // A pipeline that was started without consent takes nothing of who has agreed meanwhile.
        if (obeyed !== 'granted') run.end();
        isErasing = false;
      }),
    close: () =>
      inTurn(async () => {
        await endRun(page.pushed);
        tellFate(tracked, 0, page.pushed, { state: 'unknown' });
        run.setState('closed');
        core.end();
      }),
  };
}
