import { describe, expect, it } from 'vitest';
import type { EventSchemas } from '../../src/shared/event-map.js';
import { createProblemLog } from '../../src/shared/problem.js';
import { createRedaction } from '../../src/shared/redact-value.js';
import type { StandardResult, StandardSchema } from '../../src/shared/standard-schema.js';
import { createEventCheck, isSchema } from '../../src/worker/event-check.js';
import { sanitize } from '../../src/worker/sanitize.js';
import { createManualClock } from '../support/manual-clock.js';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const issue = { message: 'expected a number', path: ['lines', { key: 0 }, 'qty'] };

/** A schema by hand, as any library makes one. */
function schemaOf(validate: (value: unknown) => StandardResult<unknown> | Promise<StandardResult<unknown>>): StandardSchema {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

function makeCheck(events: EventSchemas, mode: 'warn' | 'quarantine' = 'quarantine') {
  const clock = createManualClock();
  const log = createProblemLog(clock.now, () => {});
  const check = createEventCheck({ events, mode, environment: clock, problems: log });
  const look = (event: string, properties: unknown = { qty: 'two' }) => {
    const sanitized = sanitize({ n: 1, at: 1, monotonicMs: 1, item: { event, properties } }, createRedaction({}));
    if ('rejected' in sanitized) throw new Error(sanitized.rejected);
    return check(sanitized.event);
  };
  return { clock, look, problems: () => log.list().map(({ code, message }) => `${code}: ${message}`) };
}

const bad = schemaOf(() => ({ issues: [issue, { message: 'no sku' }] }));
const good = schemaOf((value) => ({ value }));
const complaint = { code: 'schema', detail: 'lines.0.qty: expected a number; no sku' };

describe('event-check', () => {
  it('complains of what does not keep the schema of its name, by place and message', () => {
    const { look, problems } = makeCheck({ add_to_cart: bad });
    expect(look('add_to_cart')).toEqual(complaint);
    expect(problems()).toEqual([
      'event-invalid: The properties of "add_to_cart" do not keep their schema: lines.0.qty: expected a number; no sku. It waits among the dead letters.',
    ]);
  });

  it('shows the validator the properties as they will be sent, and lets it change only its own copy', () => {
    const seen: unknown[] = [];
    const schema = schemaOf((value) => {
      seen.push(structuredClone(value));
      Object.assign(value as object, { qty: 99 });
      return { value };
    });
    const { look } = makeCheck({ add_to_cart: schema });
    expect(look('add_to_cart', { at: new Date(0).toJSON(), mail: 'anna@example.com' })).toBeUndefined();
    expect(seen).toEqual([{ at: '1970-01-01T00:00:00.000Z', mail: expect.not.stringContaining('anna') }]);
  });

  it('finds a schema by the clean name, and lets names without one pass', () => {
    const { look } = makeCheck({ "add_to,'_cart ": bad, other: good });
    expect([look('add_to_cart'), look('other'), look('unknown'), look('toString'), look('__proto__')]).toEqual([
      complaint,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('only warns where it shall, and lets nothing wait for an answer then', async () => {
    const { look, problems } = makeCheck({ now: bad, later: schemaOf(async () => ({ issues: [issue] })) }, 'warn');
    expect([look('now'), look('later')]).toEqual([undefined, undefined]);
    await settled();
    expect(problems()).toEqual([
      'event-invalid: The properties of "later" do not keep their schema: lines.0.qty: expected a number. It is sent nevertheless.',
    ]);
  });

  it('waits for a validator that takes its time', async () => {
    const { look, clock } = makeCheck({ later: schemaOf(async () => ({ issues: [issue] })), fine: schemaOf(async (value) => ({ value })) });
    expect(await look('later')).toEqual({ code: 'schema', detail: 'lines.0.qty: expected a number' });
    expect(await look('fine')).toBeUndefined();
    expect(clock.waits()).toEqual([]);
  });

  it('lets an event go on whose validator throws, rejects, answers nonsense or never', async () => {
    const failing = (): never => {
      throw new Error('broken');
    };
    const { look, clock, problems } = makeCheck({
      throws: schemaOf(failing),
      rejects: schemaOf(async () => failing()),
      nonsense: schemaOf((() => 7) as never),
      hangs: schemaOf(() => new Promise(() => {})),
    });
    for (const name of ['throws', 'rejects', 'nonsense']) expect(await look(name)).toBeUndefined();
    const hanging = look('hangs');
    clock.advance(1_000);
    expect(await hanging).toBeUndefined();
    expect(problems()).toEqual([
      'event-invalid: The properties of "hangs" could not be checked: its validator has not answered within 1000 ms. The event goes on.',
    ]);
  });

  it('does not look at properties that were left out for their size', () => {
    const { look, problems } = makeCheck({ add_to_cart: bad });
    expect(look('add_to_cart', { text: 'x'.repeat(40_000) })).toBeUndefined();
    expect(problems()).toEqual([]);
  });

  it('knows a schema from what is none', () => {
    const callable = Object.assign(() => {}, bad);
    expect([bad, callable, {}, null, 'schema', { '~standard': null }, { '~standard': {} }].map(isSchema)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
