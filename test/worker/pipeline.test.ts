import { describe, expect, it } from 'vitest';
import { createProblemLog } from '../../src/shared/problem.js';
import { recordSeparator } from '../../src/shared/protocol.js';
import type { EventCheck } from '../../src/worker/event-check.js';
import type { OutboxEntry } from '../../src/worker/outbox.js';
import type { Placed } from '../../src/worker/outbox-failover.js';
import { createPipeline } from '../../src/worker/pipeline.js';
import { pageContext } from '../support/make-event.js';
import { createManualClock } from '../support/manual-clock.js';

const context = JSON.stringify({ context: pageContext });
const push = (n: number, item: unknown = { event: 'seen' }): string =>
  `{"n":${n},"at":1000,"monotonicMs":${n},"item":${JSON.stringify(item)}}`;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A pipeline whose log is the test: every append waits until it is answered. */
function makePipeline({ durable: start = 0, check }: { durable?: number; check?: EventCheck } = {}) {
  const clock = createManualClock();
  const log = createProblemLog(clock.now, () => {});
  const durable: number[] = [];
  let appended = 0;
  let urgent = 0;
  const appends: { entries: readonly OutboxEntry[]; finish: (placed?: Partial<Placed>) => void; fail: () => void }[] = [];
  const outbox = {
    append: (_pageId: string, entries: readonly OutboxEntry[]) =>
      new Promise<Placed>((resolve, reject) => {
        appends.push({
          entries,
          finish: (placed) => resolve({ droppedForRoom: 0, isDurable: true, ...placed }),
          fail: () => reject(new Error('disk full')),
        });
      }),
  };
  const pipeline = createPipeline({
    pageId: 'page',
    durable: start,
    device: {},
    privacy: {},
    outbox,
    environment: clock,
    problems: log,
    onDurable: (n) => durable.push(n),
    onAppended: (isUrgent) => {
      appended += 1;
      if (isUrgent) urgent += 1;
    },
    onWithdrawn: () => {},
    check,
  });
  const numbers = (): number[][] => appends.map(({ entries }) => entries.map(({ n }) => n));
  return { pipeline, appends, numbers, durable, appended: () => appended, urgent: () => urgent, clock, problems: () => log.list() };
}

describe('pipeline', () => {
  it('acknowledges only after the log has', async () => {
    const { pipeline, appends, durable } = makePipeline();
    pipeline.receive([context, push(1), push(2)].join(recordSeparator));
    await settled();
    expect(durable).toEqual([]);
    appends[0]?.finish();
    await settled();
    expect(durable).toEqual([2]);
  });

  it('has one transaction in flight, and makes one batch of what arrives meanwhile', async () => {
    const { pipeline, appends, numbers, durable } = makePipeline();
    pipeline.receive([context, push(1)].join(recordSeparator));
    pipeline.receive(push(2));
    pipeline.receive([push(3), push(4)].join(recordSeparator));
    await settled();
    expect(numbers()).toEqual([[1]]);
    appends[0]?.finish();
    await settled();
    expect(numbers()).toEqual([[1], [2, 3, 4]]);
    appends[1]?.finish();
    await settled();
    expect(durable).toEqual([1, 4]);
  });

  it('tries a failed append again after a pause, with what has come since, and acknowledges nothing before', async () => {
    const { pipeline, appends, numbers, durable, clock, problems } = makePipeline();
    pipeline.receive([context, push(1)].join(recordSeparator));
    appends[0]?.fail();
    await settled();
    pipeline.receive(push(2));
    await settled();
    expect([numbers(), durable]).toEqual([[[1]], []]);
    expect(problems()).toMatchObject([{ code: 'storage-unavailable', message: expect.stringContaining('disk full') }]);
    clock.runNext();
    await settled();
    expect(numbers()).toEqual([[1], [1, 2]]);
    appends[1]?.finish();
    await settled();
    expect(durable).toEqual([2]);
  });

  it('counts what is no event under its own number, and lets the neighbours pass', async () => {
    const { pipeline, appends, problems } = makePipeline();
    pipeline.receive(
      [context, push(1, null), push(2), '{"n":3,"at":1,"item":oops}', '{"n":8,"dropped":5}', push(9, { event: ',' })].join(recordSeparator),
    );
    expect(appends[0]?.entries).toMatchObject([
      { n: 1, rejected: 'not-an-object' },
      { n: 2, event: { id: 'page:2' } },
      { n: 3, rejected: 'unreadable' },
      { n: 8, dropped: 5 },
      { n: 9, rejected: 'name-empty' },
    ]);
    expect(problems().map(({ code, count }) => [code, count])).toEqual([
      ['event-rejected', 3],
      ['event-dropped', 1],
    ]);
  });

  it('counts an event whose clock no calendar knows, and lets the neighbours pass', () => {
    const { pipeline, appends } = makePipeline();
    expect(() =>
      pipeline.receive([context, push(1), push(2).replace('"at":1000', '"at":9e15'), push(3)].join(recordSeparator)),
    ).not.toThrow();
    expect(appends[0]?.entries.map(({ n }) => n)).toEqual([1, 2, 3]);
  });

  it('lets a context hold for the events after it, not before', async () => {
    const { pipeline, appends } = makePipeline();
    const moved = JSON.stringify({ context: { ...pageContext, page: { ...pageContext.page, url: 'https://shop.example/cart' } } });
    pipeline.receive([push(1), context, push(2), moved, push(3)].join(recordSeparator));
    expect(appends[0]?.entries).toMatchObject([
      { n: 1, rejected: 'unreadable' },
      { n: 2, event: { dataText: expect.stringContaining('"https://shop.example/"') } },
      { n: 3, event: { dataText: expect.stringContaining('"https://shop.example/cart"') } },
    ]);
  });

  it('resolves who waits for a number when that number is durable', async () => {
    const { pipeline, appends } = makePipeline();
    const reached: string[] = [];
    void pipeline.whenDurable(1).then(() => reached.push('one'));
    void pipeline.whenDurable(2).then(() => reached.push('two'));
    void pipeline.whenDurable(0).then(() => reached.push('zero'));
    pipeline.receive([context, push(1)].join(recordSeparator));
    appends[0]?.finish();
    await settled();
    expect(reached.toSorted()).toEqual(['one', 'zero']);
    pipeline.receive(push(2));
    appends[1]?.finish();
    await settled();
    expect(reached).toContain('two');
  });

  it('does not call durable what is in memory only, and says so when it has left', async () => {
    const { pipeline, appends, durable, appended } = makePipeline();
    const reached: string[] = [];
    void pipeline.whenAppended(2).then(() => reached.push('appended'));
    void pipeline.whenDurable(2).then(() => reached.push('durable'));
    pipeline.receive([context, push(1), push(2)].join(recordSeparator));
    appends[0]?.finish({ isDurable: false });
    await settled();
    expect([reached, durable, appended()]).toEqual([['appended'], [], 1]);
    pipeline.advance(1);
    await settled();
    expect([reached, durable]).toEqual([['appended'], [1]]);
    pipeline.advance(2);
    await settled();
    expect([reached, durable]).toEqual([
      ['appended', 'durable'],
      [1, 2],
    ]);
  });

  it('goes on from the number that an earlier pipeline of the page had reached, and never tells a lower one', async () => {
    const { pipeline, durable } = makePipeline({ durable: 7 });
    await pipeline.whenDurable(7);
    pipeline.advance(3);
    expect(durable).toEqual([7]);
  });

  it('says when something was appended that shall not wait', async () => {
    const { pipeline, appends, appended, urgent } = makePipeline();
    pipeline.receive([context, push(1), push(2, { event: 'alarm', priority: 'high' })].join(recordSeparator));
    appends[0]?.finish();
    await settled();
    pipeline.receive(push(3));
    appends[1]?.finish();
    await settled();
    expect([appended(), urgent()]).toEqual([2, 1]);
  });

  it('takes an event without the options that cannot be meant, and says so', () => {
    const { pipeline, appends, problems } = makePipeline();
    pipeline.receive([context, push(1, { event: 'seen', id: '', timestamp: 'soon', type: 'page' })].join(recordSeparator));
    expect(appends[0]?.entries).toMatchObject([{ n: 1, event: { id: 'page:1', time: '1970-01-01T00:00:01.000Z' } }]);
    expect(problems()).toMatchObject([
      {
        code: 'option-ignored',
        message: '"seen" was taken without the id "" and the timestamp "soon" and the type "page"; see EventInput for what can be said.',
      },
    ]);
  });

  it('waits for checks that take their time, and keeps the order', async () => {
    const answers: (() => void)[] = [];
    const check: EventCheck = ({ event, n }) =>
      event === 'checked'
        ? new Promise((resolve) => answers.push(() => resolve(n === 3 ? { code: 'schema', detail: 'bad' } : undefined)))
        : undefined;
    const { pipeline, appends } = makePipeline({ check });
    const checked = { event: 'checked' };
    pipeline.receive([context, push(1, checked), push(2), push(3, checked)].join(recordSeparator));
    answers[1]?.();
    await settled();
    expect(appends).toEqual([]);
    answers[0]?.();
    await settled();
    expect(appends[0]?.entries).toMatchObject([{ n: 1 }, { n: 2 }, { n: 3, complaint: { code: 'schema', detail: 'bad' } }]);
    expect(appends[0]?.entries[0]).not.toHaveProperty('complaint');
  });

  it('stores nothing of what is still being checked when the consent ends', async () => {
    let answer = (): void => {};
    const check: EventCheck = () =>
      new Promise((resolve) => {
        answer = () => resolve(undefined);
      });
    const { pipeline, appends } = makePipeline({ check });
    pipeline.receive([context, push(1)].join(recordSeparator));
    pipeline.stop();
    answer();
    await settled();
    expect(appends).toEqual([]);
  });

  it('says when events were given up for room', async () => {
    const { pipeline, appends, problems } = makePipeline();
    pipeline.receive([context, push(1)].join(recordSeparator));
    appends[0]?.finish({ droppedForRoom: 3 });
    await settled();
    expect(problems()).toMatchObject([{ code: 'event-dropped', message: expect.stringContaining('3 of the oldest events') }]);
  });
});
