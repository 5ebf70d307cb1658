import { describe, expectTypeOf, it } from 'vitest';
import type { IgEvents } from '../../src/main/ig-events.js';
import type { Tracked } from '../../src/main/tracked.js';
import type { EventInput } from '../../src/shared/event.js';
import type { EventsOf, PushedEvent, PushedEvents } from '../../src/shared/event-map.js';
import type { StandardSchema } from '../../src/shared/standard-schema.js';
import { defineEvents } from '../../src/worker/define-events.js';

/** As a library of validators declares one. */
declare function schema<Input>(): StandardSchema<Input>;

type Schemas = { readonly typed_refund: StandardSchema<{ order: string; amount: number }, { order: string; amount: bigint }> };

declare module '../../src/shared/event-map.js' {
  interface IgEventMap extends IntelligemsEvents, EventsOf<Schemas> {
    typed_sale: { sku: string; qty: number };
    typed_scroll: { depth?: number };
    typed_ping: undefined;
  }
}

/** Has the parameters of `push`, and returns the names that it found. */
declare function namesOf<const Names extends readonly string[]>(...events: PushedEvents<Names>): Names;
declare const igEvents: IgEvents;
declare const queue: NonNullable<Window['igEvents']>;

describe('event-map', () => {
  it('asks for the properties of a known event, as the application has declared them', () => {
    type Sale = PushedEvent<'typed_sale'>;
    expectTypeOf<{ event: 'typed_sale'; properties: { sku: string; qty: number } }>().toExtend<Sale>();
    expectTypeOf<{ event: 'typed_sale'; properties: { sku: string } }>().not.toExtend<Sale>();
    expectTypeOf<{ event: 'typed_sale'; properties: { sku: string; qty: string } }>().not.toExtend<Sale>();
    expectTypeOf<{ event: 'typed_sale' }>().not.toExtend<Sale>();
  });

  it('asks for none where all of them are optional', () => {
    expectTypeOf<{ event: 'typed_scroll' }>().toExtend<PushedEvent<'typed_scroll'>>();
    expectTypeOf<{ event: 'typed_scroll'; properties: { depth: string } }>().not.toExtend<PushedEvent<'typed_scroll'>>();
    expectTypeOf<{ event: 'typed_ping' }>().toExtend<PushedEvent<'typed_ping'>>();
  });

  it('lets every other event pass, and names that are known only at run time', () => {
    expectTypeOf<{ event: 'whatever'; properties: { any: Date } }>().toExtend<PushedEvent<'whatever'>>();
    expectTypeOf<{ event: 'whatever'; id: string; timestamp: Date; priority: 'high' }>().toExtend<PushedEvent<'whatever'>>();
    expectTypeOf<EventInput>().toExtend<PushedEvent<string>>();
  });

  it('knows the events of schemas by what their validators take', () => {
    expectTypeOf<{ event: 'typed_refund'; properties: { order: string; amount: number } }>().toExtend<PushedEvent<'typed_refund'>>();
    expectTypeOf<{ event: 'typed_refund'; properties: { order: string; amount: bigint } }>().not.toExtend<PushedEvent<'typed_refund'>>();
    const define = () => defineEvents({ sale: schema<{ sku: string }>(), ping: schema<undefined>() });
    expectTypeOf<EventsOf<ReturnType<typeof define>>>().toEqualTypeOf<{ sale: { sku: string }; ping: undefined }>();
  });

  it('knows the names to which Intelligems gives a meaning', () => {
    expectTypeOf<{ event: 'orderPlaced'; properties: { orderId: string } }>().toExtend<PushedEvent<'orderPlaced'>>();
    expectTypeOf<{ event: 'orderPlaced'; properties: { order: string } }>().not.toExtend<PushedEvent<'orderPlaced'>>();
  });

  it('types each argument of push by its own name', () => {
    const calls = (names: string[], many: EventInput[]) => {
      void igEvents.push(
        { event: 'typed_sale', properties: { sku: 'A-17', qty: 2 } },
        { event: 'typed_scroll' },
        { event: 'unknown', properties: 7 },
      );
      void igEvents.push(...many);
      void igEvents.push({ event: names[0] ?? '' });
      void queue.push({ event: 'typed_sale', properties: { sku: 'A-17', qty: 2 } });
      expectTypeOf(namesOf({ event: 'typed_sale', properties: { sku: 'A-17', qty: 2 } }, { event: 'unknown' })).toEqualTypeOf<
        readonly ['typed_sale', 'unknown']
      >();
      return igEvents.track({ event: 'orderPlaced', id: 'order-17', properties: { orderId: 17 } });
    };
    expectTypeOf(calls).returns.toEqualTypeOf<Tracked>();
  });
});
