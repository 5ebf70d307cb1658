import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createKeyRule } from '../../src/shared/key-rule.js';
import { createRedaction } from '../../src/shared/redact-value.js';

const page = readFileSync(new URL('../../docs/privacy.md', import.meta.url), 'utf8');
const rules = createRedaction({});

/** The text below a heading of the third level. */
function section(heading: string): string {
  const [, text = ''] = page.split(`\n### ${heading}\n`);
  return text.split('\n## ')[0]?.split('\n### ')[0] ?? '';
}

/** The first two columns of its table. */
function examples(heading: string): [pushed: string, kept: string][] {
  return Array.from(section(heading).matchAll(/^\| `([^`]*)` \| `([^`]*)` \|/gm), ([, pushed = '', kept = '']) => [pushed, kept]);
}

describe('docs/privacy.md', () => {
  it('has examples', () => {
    expect(['Addresses', 'Texts', 'Members'].map((heading) => examples(heading).length)).toEqual([16, 15, 7]);
  });

  it.each(examples('Addresses'))('tells what becomes of the address %s: %s', (pushed, kept) => {
    expect(rules.url(pushed)).toBe(kept);
    expect(rules.text(pushed)).toBe(kept);
  });

  it.each(examples('Texts'))('tells what becomes of the text %s: %s', (pushed, kept) => {
    expect(rules.text(pushed)).toBe(kept);
  });

  it.each(examples('Members'))('tells what becomes of the members %s: %s', (pushed, kept) => {
    expect(rules.value(JSON.parse(pushed))).toEqual(JSON.parse(kept));
  });

  it('lists names of secrets', () => {
    const [list = ''] = section('Members').split('`redactKeys`');
    const names = Array.from(list.matchAll(/`([a-z_]+)`/g), ([, name = '']) => name);
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => createKeyRule()(name) !== 'secret')).toEqual([]);
  });
});
