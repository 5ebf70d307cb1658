/** Any copy of the library recognises another's facade by it: `instanceof` fails between two copies. */
const brand = Symbol.for('igevents.facade');

/**
 * An always-empty Array that has `members` as its own, non-enumerable ones. Pages guard by `Array.isArray`, read `length` and iterate, and
 * Intelligems' client takes it for a queue with nothing in it. What is written to an index or unshifted is not heard.
 */
export function createFacade<Members extends object>(members: Members): Members {
  const facade: unknown[] = [];
  for (const name of Reflect.ownKeys(members))
    Object.defineProperty(facade, name, { ...Object.getOwnPropertyDescriptor(members, name), enumerable: false });
  Object.defineProperty(facade, brand, { value: true, configurable: true });
  // The compiler cannot follow the loop.
  return facade as object as Members;
}

/** Whether any copy of the library has made it. Never throws. */
export function isFacade(value: unknown): boolean {
  return Array.isArray(value) && brand in value;
}

/**
 * Makes a stub of a facade, for the next pipeline to take over.
 *
 * @param foreign who has got what was pushed to it.
 */
export function retireFacade(facade: object, foreign: unknown): void {
  Reflect.deleteProperty(facade, brand);
  Object.assign(facade, { foreign });
}
