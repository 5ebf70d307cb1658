import type { Json } from '../../src/shared/event.js';
import type { Breakdown, Facet } from '../src/read-model.js';
import { fetchBreakdown, fetchEvents } from './api.js';
import { button, element } from './element.js';
import { formatCount } from './format.js';
import type { FacetFilter } from './tail-filter.js';

/** Events whose properties are looked at to find out which ones a name has. */
const sampleEvents = 100;
const maxPathDepth = 3;

interface Choice {
  by: Facet;
  path: string;
  label: string;
}

export interface BreakdownView {
  show(name: string | undefined): Promise<void>;
  /** Counts again, with the choice that was made. */
  refresh(): Promise<void>;
}

export function createBreakdownView(place: HTMLElement, onFilter: (facet: FacetFilter) => void): BreakdownView {
  const bars = element('div', { class: 'bars' });
  let name: string | undefined;
  let choice: Choice | undefined;

  async function refresh(): Promise<void> {
    if (name === undefined || !choice) return;
    const { by, path } = choice;
    const breakdown = await fetchBreakdown(name, by, path);
    // Answers of an earlier choice come too late.
    if (breakdown.name === name && choice.by === by && choice.path === path) bars.replaceChildren(...createBars(breakdown, onFilter));
  }

  async function show(next: string | undefined): Promise<void> {
    if (next === undefined) {
      name = undefined;
      place.replaceChildren(
        element('p', { class: 'quiet-note' }, [
          'Select a name on the left to break its events down by property, test group, campaign, user, account, consent or device.',
        ]),
      );
      return;
    }
    if (next === name) return refresh();
    name = next;
    bars.replaceChildren();
    const choices = toChoices(await fetchEvents({ name: next, text: '', facet: undefined, withHeartbeats: true }, sampleEvents));
    if (name !== next) return;
    choice = choices[0];
    const select = createSelect(choices, (picked) => {
      choice = picked;
      void refresh();
    });
    place.replaceChildren(
      element('div', { class: 'detail-head' }, [element('h3', { title: next }, [next])]),
      element('label', { class: 'choice' }, ['by ', select]),
      bars,
    );
    await refresh();
  }

  return { show, refresh };
}

function createSelect(choices: readonly Choice[], onPick: (choice: Choice) => void): HTMLSelectElement {
  const select = element(
    'select',
    {},
    choices.map(({ label }, index) => element('option', { attributes: { value: String(index) } }, [label])),
  );
  select.addEventListener('change', () => {
    const picked = choices[select.selectedIndex];
    if (picked) onPick(picked);
  });
  return select;
}

function createBars({ by, path, values, distinct, events }: Breakdown, onFilter: (facet: FacetFilter) => void): Node[] {
  if (values.length === 0) return [element('p', { class: 'quiet-note' }, ['None of these events has a value here.'])];
  const max = Math.max(...values.map(({ count }) => count));
  const rows = values.map(({ value, count }) => {
    const bar = element('span', { class: 'bar-fill' });
    bar.style.width = `${(count / max) * 100}%`;
    const row = button('bar-row', element('span', { class: 'bar-label', title: value }, [value === '' ? '(empty)' : value]), () =>
      onFilter({ by, path, value }),
    );
    row.append(
      element('span', { class: 'bar-count' }, [`${formatCount(count)} · ${Math.round((count / events) * 100)} %`]),
      element('span', { class: 'bar-track' }, [bar]),
    );
    return row;
  });
  const more = distinct - values.length;
  const summary = more > 0 ? `and ${formatCount(more)} other values` : `${formatCount(distinct)} values in ${formatCount(events)} events`;
  return [...rows, element('p', { class: 'hint' }, [summary])];
}

function toChoices(events: readonly { properties: Json }[]): Choice[] {
  const paths = new Set(events.flatMap(({ properties }) => pathsOf(properties, '', 1)));
  return [
    ...[...paths].map((path): Choice => ({ by: 'property', path, label: path })),
    { by: 'testGroup', path: '', label: 'test group' },
    { by: 'campaign', path: '', label: 'campaign' },
    { by: 'user', path: '', label: 'user' },
    { by: 'account', path: '', label: 'account' },
    { by: 'consent', path: '', label: 'consent' },
    { by: 'device', path: '', label: 'device' },
  ];
}

/** Dotted paths to everything that is no object; a name with a dot in it cannot be told from a path and is left out. */
function pathsOf(value: Json, prefix: string, depth: number): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > maxPathDepth) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    if (key === '' || key.includes('.')) return [];
    const deeper = pathsOf(member, `${prefix}${key}.`, depth + 1);
    return deeper.length > 0 ? deeper : [`${prefix}${key}`];
  });
}
