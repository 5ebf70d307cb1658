import type { PageStatus } from './ig-events.js';
import type { PagePipeline, RareMembers } from './page-core.js';

export interface RareMembersParts {
  /** Asks the page's other part; undefined where that does not come. */
  ask: <Answer>(call: (pipeline: PagePipeline) => Answer | Promise<Answer>) => Promise<Answer | undefined>;
  page: () => PageStatus;
  end: () => void;
}

/** The members of the page's face that its other part answers, or says that nothing runs where that does not come. */
export function rareMembers({ ask, page, end }: RareMembersParts): RareMembers {
  const nothing = (): undefined => undefined;
  const otherwise: { [Name in keyof RareMembers]: () => Awaited<ReturnType<RareMembers[Name]>> } = {
    flush: nothing,
    sendPendingEvents: nothing,
    status: () => ({ page: page(), outbox: undefined, problems: [] }),
    deadLetters: () => [],
    requeue: () => 0,
    purge: () => 0,
    // There is nothing more to end.
    close: end,
    erase: nothing,
    inspect: nothing,
    exportEvents: () => '',
  };
  return Object.fromEntries(
    Object.entries(otherwise).map(([name, answer]) => [
      name,
      async (...args: unknown[]) =>
        (await ask(({ members }) => Reflect.apply(members[name as keyof RareMembers], undefined, args))) ?? answer(),
    ]),
    // The compiler cannot follow the loop.
  ) as unknown as RareMembers;
}
