import { attempt } from './attempt.js';

/** localStorage for pages where it may be refused: blocked site data makes every access throw. */
export function readStored(key: string): string {
  return attempt(() => localStorage.getItem(key), null) ?? '';
}

/** Writes a value, which lives as long as the page where storage is refused or full. Nothing is kept of an empty one. */
export function writeStored(key: string, value: string): void {
  attempt(() => (value ? localStorage.setItem(key, value) : localStorage.removeItem(key)));
}

export const removeStored = (key: string): void => writeStored(key, '');
