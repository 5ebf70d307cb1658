import { readStored, writeStored } from './page-storage.js';

/** Where the identity lives; Intelligems uses the same key, so a visitor known to it stays the same. */
const key = 'ig-id';
/** As loose as Intelligems' own check, which ids in the wild have passed: two parts around `_`, and the prefix is `ig` or the rest is hex. */
const userIdPattern = /^(ig_[^_]+|[^_]+_[\da-f]+)$/i;

/**
 * The visitor's persistent id: `ig_` and 36 hex digits, kept in localStorage across sessions.
 * Where storage is refused, an id for this page load.
 */
export function persistentUserId(): string {
  const known = readStored(key);
  if (userIdPattern.test(known)) return known;
  const made = `ig_${randomHex(18)}`;
  writeStored(key, made);
  return made;
}

/** Random bytes as hex digits. `crypto.randomUUID` is missing on insecure origins, where kiosks live. */
export function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
