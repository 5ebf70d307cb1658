import { resolveSettings } from '../../src/shared/settings.js';
import type { Run } from './actions.js';
import { givenUp } from './check-commit.js';
import { idsOf, type PageRecord } from './facts.js';
import type { PushKind } from './pushes.js';

/** The accounts of a run that has drained: what every single push has come to, and whether the device and the collector say the same. */
export async function checkEnd({ world: { ledger, disk, network, settings } }: Run): Promise<void> {
  const { facts, pages, violated } = ledger;
  const { isStored } = network.store;
  const isStrict = resolveSettings(settings).durability === 'strict';
  const isBounded = settings.maxOutboxEvents !== undefined;
  const image = disk.image();
  const onDisk = new Set(idsOf(image));
  let uncounted = 0;
  for (const [pageId, page] of pages) {
    const isCounted = countedNumbers(facts.counted.get(pageId) ?? []);
    for (const [index, push] of page.pushes.entries()) {
      const n = index + 1;
      const id = `${pageId}:${n}`;
      const isThere = isStored(id) || onDisk.has(id);
      if (isThere || facts.lost.has(id) || facts.countedInMemory.has(id)) continue;
      if (isCounted(n)) uncounted += 1;
      else if (page.end !== undefined && push.kind === 'plain' && !mayBeLost(page, n, facts.powerCuts > 0, isStrict))
        violated('I2', `${id} was lost: its page ended ${page.end}, heard ${page.heard}, wrote ${page.journaled} into its journal`);
    }
  }
  checkReasons();
  const heads = [...facts.deletedHeads, ...(image.head ? [image.head] : [])];
  const given = heads.reduce((sum, head) => sum + givenUp(head) + totalOf(head.rejected), 0);
  if (uncounted > given) violated('I1', `${uncounted} pushes that were durable are nowhere, and only ${given} were given up and counted`);
  for (const { delivered, outboxId } of heads) if (delivered < 0) violated('I1', `outbox ${outboxId} has delivered ${delivered} events`);
  await checkAudit();

  /** What was given up has a reason that exists in this world. */
  function checkReasons(): void {
    if (facts.deletions > 0 || facts.powerCuts > 0 || !image.head) return;
    const kept = newerEvents();
    if (kept !== facts.newerEvents) violated('I4', `of ${facts.newerEvents} events of a newer version ${kept} are left`);
    const told = image.head.pendingEvents;
    if (told !== kept || !image.marks.has('#told')) violated('I1', `the outbox says that ${told} events wait, and ${kept} do`);
    if (facts.hasAbsorbed) return;
    const { dropped, rejected, buried } = image.head;
    const kinds = [...pages.values()].flatMap(({ pushes }) => pushes.map(({ kind }) => kind));
    const most = (name: string, count: number, limit: number): void => {
      if (count > limit) violated('I1', `${count} events were counted as ${name}, and there were ${limit} of that kind`);
    };
    const countOf = (...wanted: PushKind[]): number => kinds.filter((kind) => wanted.includes(kind)).length;
    most('rejected', totalOf(rejected), countOf('invalid'));
    most('buried', buried, countOf('rejected', '400'));
    most('too large', dropped['too-large'] ?? 0, countOf('large'));
    if (!facts.everFull) most('bad rows', dropped['bad-row'] ?? 0, facts.ruined.size);
    if (!isBounded) most('given up for room', (dropped['outbox-full'] ?? 0) + (dropped.quota ?? 0), 0);
  }

  function newerEvents(): number {
    return image.rows.reduce((sum, row) => sum + ('format' in row && row.format === 2 && 'count' in row ? Number(row.count) : 0), 0);
  }

  /** The collector can tell by itself that nothing is missing. */
  async function checkAudit(): Promise<void> {
    const { head } = image;
    if (!head || facts.powerCuts > 0) return;
    const outbox = (await network.store.outboxes()).find(({ source }) => source.endsWith(head.outboxId));
    if (!outbox) return;
    if (outbox.idConflicts > 0 || outbox.cloned > 0)
      violated('I6', `the collector sees ${outbox.idConflicts} conflicts and ${outbox.cloned} clones in outbox ${head.outboxId}`);
    if (outbox.missing > newerEvents())
      violated(
        'I1',
        `the collector misses ${outbox.missing} events of outbox ${head.outboxId}, which accounts for all: ${JSON.stringify(head)}`,
      );
  }
}

/** Only a page that died without a word may lose what was neither durable nor in its journal. */
function mayBeLost(page: PageRecord, n: number, hadPowerCut: boolean, isStrict: boolean): boolean {
  if (isStrict && n <= page.heard) return false;
  if (page.end === 'power cut' || (hadPowerCut && page.end !== undefined)) return true;
  return page.end === 'killed' && n > page.journaled;
}

function countedNumbers(ranges: readonly (readonly [number, number])[]): (n: number) => boolean {
  return (n) => ranges.some(([from, to]) => n >= from && n <= to);
}

function totalOf(counts: Partial<Record<string, number>>): number {
  return Object.values(counts).reduce<number>((sum, count) => sum + (count ?? 0), 0);
}
