import type { ProblemLog } from '../shared/problem.js';
import type { ExportPosition } from '../shared/protocol.js';
import { userKey } from './identity.js';
import type { PageCore, RareMembers } from './page-core.js';
import { readStored } from './page-storage.js';
import type { PipelineLink } from './pipeline-link.js';
import type { Visitor } from './visitor.js';

/** Deadlines of the control plane, ms: an answer from memory and disk, and a flush that waits for slow requests. */
export const statusMs = 10_000;
export const flushMs = 150_000;

export interface PageMembersParts {
  core: PageCore;
  problems: ProblemLog;
  /** The line to the pipeline while one runs. */
  link: () => PipelineLink | undefined;
  visitor: Visitor;
  erase: (userId: string) => Promise<void>;
  close: () => Promise<void>;
}

/** The members of the page's face that ask the pipeline. */
export function pageMembers({ core, problems, link, visitor, erase, close }: PageMembersParts): RareMembers {
  const { page, identity } = core;
  const flush: RareMembers['flush'] = async () => link()?.ask((api) => api.flush(page.pushed), flushMs);

  return {
    flush,
    async sendPendingEvents() {
      await flush();
    },
    async status() {
      const outbox = await link()?.ask((api) => api.status(), statusMs);
      return { page: { ...page }, outbox, problems: problems.list().concat(outbox?.problems ?? []) };
    },
    deadLetters: async () => (await link()?.ask((api) => api.deadLetters(), statusMs)) ?? [],
    requeue: async (ids) => (await link()?.ask((api) => api.requeue(ids), statusMs)) ?? 0,
    purge: async (ids) => (await link()?.ask((api) => api.purge(ids), statusMs)) ?? 0,
    inspect: async () => link()?.ask((api) => api.inspect(), statusMs),
    async exportEvents() {
      let lines = '';
      for (let at: ExportPosition | undefined; ; ) {
        const slice = await link()?.ask((api) => api.exportEvents(at), flushMs);
        if (!slice) return lines;
        lines += slice.lines;
        at = slice.next;
        if (!at) return lines;
      }
    },
    // Before there is consent the visitor who is kept has not been read.
    erase: (userId = visitor.isKept ? identity.userId : readStored(userKey) || identity.userId) => erase(userId),
    close,
  };
}
