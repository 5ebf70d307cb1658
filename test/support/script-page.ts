// A page of the plain script tag, as docs/script-tag.md has it.
import { readFileSync } from 'node:fs';

const doc = readFileSync(new URL('../../docs/script-tag.md', import.meta.url), 'utf8');

/** The stub of the documentation, as an element. */
export const snippet: string = readSnippet();

function readSnippet(): string {
  const [, found] = /<!-- snippet -->\n```html\n(<script>.*?<\/script>)/s.exec(doc) ?? [];
  if (found === undefined) throw new Error('docs/script-tag.md has no snippet.');
  return found;
}

/** @param body what follows the parts that the stories' tools need. */
export function scriptPage(body: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Shop</title>
<link rel="icon" href="data:,">
<script>
  window.uncaught = [];
  window.logged = [];
  addEventListener('error', ({ message }) => window.uncaught.push(message));
  addEventListener('unhandledrejection', ({ reason }) => window.uncaught.push(String(reason)));
  addEventListener('igevents:ready', () => { window.client = window.igEvents; });
  console.error = (...words) => window.logged.push(words.join(' '));
</script>
${body}`;
}
