import type { EventSchemas } from '../shared/event-map.js';

/** Gives schemas their types and nothing else; the page may import it as a type, so that no validator comes with it. */
export function defineEvents<const Schemas extends EventSchemas>(schemas: Schemas): Schemas {
  return schemas;
}
