import type { Consent } from '../shared/event.js';
import type { Problem } from '../shared/problem.js';
import type { CheckedSettings } from '../shared/settings.js';
import type { ConsentChoice } from './consent-choice.js';
import type { Identity } from './identity.js';
import type { IgEvents, IgEventsSettings, PageStatus } from './ig-events.js';
import type { PageContextWatch } from './page-context.js';
import type { Stamp } from './stub.js';
import type { TrackedPushes } from './tracked.js';
import type { Unacknowledged } from './unacknowledged.js';

/** What the two parts of the page share: the one that records every push at once, and the one that is loaded after it. */
export interface PageCore {
  readonly pageId: string;
  readonly settings: CheckedSettings;
  /** As they were given: functions are only there. */
  readonly given: IgEventsSettings;
  readonly page: PageStatus;
  readonly held: Unacknowledged;
  readonly identity: Identity;
  /** The user is new by the shop's word: no older id that is kept elsewhere holds any more. */
  isReset: boolean;
  readonly context: PageContextWatch;
  readonly queue: PageQueue;
  /** JSON texts of `CapturedEvent`s that another library's facade has not got yet, which may never come. */
  readonly waiting: string[];
  readonly tracked: TrackedPushes;
  /** From the first sign that the page is going until it is seen again. */
  isLeaving: boolean;
  /** Aborted when the pipeline is closed. */
  readonly listening: AbortController;
  /** The decision that held when the page was loaded, and the one that holds. */
  readonly firstChoice: ConsentChoice;
  choice: ConsentChoice;
  /** The visitor, another tab or the worker has decided; a decision that is older than the one that holds is not heard. */
  decide(choice: ConsentChoice): Promise<void>;
  /** Obeys what another tab has written down. */
  hear(): void;
  /** How a record is written into the journal. */
  redact: (text: string) => string;
  writeJournal(): void;
  tellChange(): void;
  onProblem(problem: Problem): void;
  /** Ends the page's part of the pipeline: another one may be created. */
  end(): void;
}

/** What other scripts do at `window.igEvents`. */
export interface PageQueue {
  /** What was found or assigned before the other part came. */
  readonly assigned: unknown[];
  assign(value: unknown): void;
  /** Takes what was pushed to an array. */
  push(item: unknown, stamp?: Stamp): void;
}

/** The members of the page's face that need the pipeline: rare, and none of them urgent. */
export type RareMembers = Pick<
  IgEvents,
  'flush' | 'sendPendingEvents' | 'status' | 'deadLetters' | 'requeue' | 'purge' | 'erase' | 'close' | 'inspect' | 'exportEvents'
>;

/** The page's part that is loaded later. */
export interface PagePipeline {
  readonly members: RareMembers;
  /** Hands over what was not taken yet. */
  post(): void;
  /** Hands on what waits for another library's facade. */
  pass(): void;
  /** The user has changed, or may be kept elsewhere. */
  findUser(): void;
  /** The page is hidden or left. */
  hide(): void;
  /** Carries out the decision that holds. @param from what held before. */
  obey(from: Consent): Promise<void>;
}
