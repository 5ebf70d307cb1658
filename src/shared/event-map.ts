import type { EventInput } from './event.js';
import type { SchemaInput, StandardSchema } from './standard-schema.js';

/**
 * The properties of events by name, for an application to extend; `push` and `track` are typed by it. Names that it does not know stay allowed.
 *
 *     declare module 'igevents' {
 *       interface IgEventMap {
 *         add_to_cart: { sku: string; qty: number };
 *       }
 *     }
 */
// biome-ignore lint/suspicious/noEmptyInterface: an interface, because only those can be extended from outside.
export interface IgEventMap {}

/** The names to which Intelligems gives a meaning of its own; `interface IgEventMap extends IntelligemsEvents {}` types them. */
export interface IntelligemsEvents {
  igAddToCart: { productVariants: readonly { variantId: string | number; productId: string | number }[] };
  orderPlaced: { orderId: string | number };
}

/** What `push` takes for an event of this name. */
export type PushedEvent<Name extends string> = Omit<EventInput, 'event' | 'properties'> & { event: Name } & PropertiesOf<Name>;

/** What `push` takes for events of these names. */
export type PushedEvents<Names extends readonly string[]> = { [Index in keyof Names]: PushedEvent<Names[Index]> };

type PropertiesOf<Name extends string> = Name extends keyof IgEventMap
  ? // An event whose properties are all optional can go without any.
    Record<never, never> extends IgEventMap[Name]
    ? { properties?: IgEventMap[Name] }
    : undefined extends IgEventMap[Name]
      ? { properties?: IgEventMap[Name] }
      : { properties: IgEventMap[Name] }
  : { properties?: unknown };

/** A validator per name, each of any library that keeps Standard Schema. */
export interface EventSchemas {
  readonly [name: string]: StandardSchema;
}

/** The event map that schemas stand for: `interface IgEventMap extends EventsOf<typeof events> {}`. */
export type EventsOf<Schemas extends EventSchemas> = { [Name in keyof Schemas & string]: SchemaInput<Schemas[Name]> };
