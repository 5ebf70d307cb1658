/** Any copy of the library recognises another's facade by it: `instanceof` fails between two copies. */
const brand = Symbol.for('igevents.facade');

/**
 * An always-empty Array that has `members` as its own, non-enumerable ones. Pages guard by `Array.isArray`, read `length` and iterate, and
 * Intelligems' client takes it for a queue with nothing in it. What is written to an index or unshifted is not heard.
 */
export function createFacade<Members extends object>(members: Members): Members {
  const facade: unknown[] = [];
  const branded = { ...Object.getOwnPropertyDescriptors(members), [brand]: { value: true, configurable: true } };
  for (const name of Reflect.ownKeys(branded)) Object.defineProperty(facade, name, { ...Reflect.get(branded, name), enumerable: false });
  // The compiler cannot follow the loop.
  return facade as object as Members;
}

/** Whether any copy of the library has made it. Never throws. */
export function isFacade(value: unknown): boolean {
  return Array.isArray(value) && brand in value;
}

/** Makes a stub of a facade, for the next pipeline to take over. */
export function retireFacade(facade: object): void {
  Reflect.deleteProperty(facade, brand);
}
