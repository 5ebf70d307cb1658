/** Asked when something is called, not at import: a server that renders has none of the page's globals, or traps in their place. */
export function isOnServer(): boolean {
  return typeof document === 'undefined';
}
