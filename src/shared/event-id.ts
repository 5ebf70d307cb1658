/** Longest own id that is taken, in characters: half of what the collector takes. */
const maxIdLength = 128;

/**
 * The one rule for ids that a shop gives its events, used by the page and by the worker: a text of 1 to 128 characters that a person
 * could read, without the spaces around it.
 *
 * @returns undefined for everything else: such an event keeps the id that it would have had.
 */
export function ownEventId(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const id = value.trim();
  return id !== '' && id.length <= maxIdLength && !/[\p{C}\p{Zl}\p{Zp}]/u.test(id) ? id : undefined;
}
