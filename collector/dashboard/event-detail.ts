import type { Json } from '../../src/shared/event.js';
import type { StoredEvent } from '../src/read-model.js';
import { button, element } from './element.js';
import { formatInstant, formatMs, formatOffset } from './format.js';
import { createJsonView } from './json-view.js';
import { type FacetFilter, facetValues, memberOf } from './tail-filter.js';

/** Everything about one event; people, test groups and campaigns lead to the other events they have. */
export function showEventDetail(place: HTMLElement, event: StoredEvent | undefined, onFilter: (facet: FacetFilter) => void): void {
  if (!event) {
    place.replaceChildren(
      element('p', { class: 'quiet-note' }, ['Select an event in the live tail to see its properties, its context and its journey.']),
    );
    return;
  }
  const pretty = element('div', { class: 'detail' }, [
    section('Journey', [createJourney(event)]),
    section('Properties', [...noteOf(event), createJsonView(event.properties)]),
    section('Context', [createContext(event, onFilter)]),
    section('Delivery', [createDelivery(event)]),
  ]);
  const raw = element('div', { class: 'detail' }, [createJsonView(toJson(event))]);
  raw.hidden = true;
  place.replaceChildren(createHeading(event, pretty, raw), pretty, raw);
  place.scrollTop = 0;
}

function createHeading(event: StoredEvent, pretty: HTMLElement, raw: HTMLElement): HTMLElement {
  const toggle = button('button', 'Raw', () => {
    raw.hidden = !raw.hidden;
    pretty.hidden = !raw.hidden;
    toggle.setAttribute('aria-pressed', String(!raw.hidden));
  });
  toggle.setAttribute('aria-pressed', 'false');
  const copy = button('button', 'Copy', () => {
    navigator.clipboard.writeText(JSON.stringify(event, null, 2)).then(
      () => confirm('Copied'),
      () => confirm('Not allowed'),
    );
  });
  function confirm(text: string): void {
    copy.textContent = text;
    setTimeout(() => {
      copy.textContent = 'Copy';
    }, 1_200);
  }
  return element('div', { class: 'detail-head' }, [element('h3', { title: event.name }, [event.name]), toggle, copy]);
}

function createJourney(event: StoredEvent): HTMLElement {
  const toldPush = memberOf(event.data, 'pushedAt');
  const pushed = typeof toldPush === 'string' ? toldPush : event.time;
  const pushedAt = Date.parse(pushed);
  const steps: [string, string, string][] = [['Pushed', pushed, '']];
  if (pushed !== event.time) steps.unshift(['Happened', event.time, '']);
  if (event.correctedTime !== null && event.correctedTime !== pushed) {
    steps.push(['Corrected', event.correctedTime, formatOffset(pushedAt - Date.parse(event.correctedTime))]);
  }
  if (event.sentAt !== null) {
    const attempt = event.attempt !== null && event.attempt > 1 ? `, attempt ${event.attempt}` : '';
    steps.push(['Sent', event.sentAt, `${after(Date.parse(event.sentAt) - pushedAt)}${attempt}`]);
  }
  steps.push(['Received', event.receivedAt, after(event.lagMs)]);
  const items = steps.map(([label, instant, detail]) =>
    element('li', {}, [
      element('span', { class: 'journey-step' }, [label]),
      element('time', { title: instant, attributes: { datetime: instant } }, [formatInstant(instant)]),
      element('span', { class: 'journey-lag' }, [detail]),
    ]),
  );
  return element('ol', { class: 'journey' }, items);
}

function createContext(event: StoredEvent, onFilter: (facet: FacetFilter) => void): HTMLElement {
  const page = memberOf(event.data, 'page');
  return facts([
    ['User', event.userId === null ? '–' : tag(event.userId, () => onFilter({ by: 'user', path: '', value: event.userId ?? '' }))],
    ['Account', tags(facetValues(event, 'account', ''), (value) => onFilter({ by: 'account', path: '', value }))],
    ['Test groups', tags(facetValues(event, 'testGroup', ''), (value) => onFilter({ by: 'testGroup', path: '', value }))],
    ['Campaigns', tags(facetValues(event, 'campaign', ''), (value) => onFilter({ by: 'campaign', path: '', value }))],
    ['Page', textOf(memberOf(page, 'url'))],
    ['Title', textOf(memberOf(page, 'title'))],
    ['Referrer', textOf(memberOf(page, 'referrer'))],
    ['Session', event.sessionId ?? '–'],
    ['Device', tags(facetValues(event, 'device', ''), (value) => onFilter({ by: 'device', path: '', value }))],
    ['Device facts', textOf(memberOf(event.data, 'device'))],
    ['Context', textOf(memberOf(event.data, 'context'))],
    ['Consent', tags(facetValues(event, 'consent', ''), (value) => onFilter({ by: 'consent', path: '', value }))],
  ]);
}

function createDelivery(event: StoredEvent): HTMLElement {
  return facts([
    ['Event id', event.id],
    ['Sequence', event.sequence ?? '–'],
    ['Source', event.source],
    ['Batch', event.batch ?? '–'],
    ['Attempt', event.attempt === null ? '–' : String(event.attempt)],
  ]);
}

function section(title: string, children: readonly Node[]): HTMLElement {
  return element('section', {}, [element('h4', {}, [title]), ...children]);
}

function facts(rows: readonly (readonly [string, Node | string])[]): HTMLElement {
  return element(
    'dl',
    { class: 'facts' },
    rows.flatMap(([label, value]) => [element('dt', {}, [label]), element('dd', {}, [value])]),
  );
}

function tags(values: readonly string[], onClick: (value: string) => void): Node | string {
  if (values.length === 0) return '–';
  return element(
    'span',
    { class: 'tags' },
    values.map((value) => tag(value, () => onClick(value))),
  );
}

function tag(value: string, onClick: () => void): HTMLButtonElement {
  const made = button('tag', value, onClick);
  made.title = 'Show only these events';
  return made;
}

function noteOf(event: StoredEvent): Node[] {
  return event.note === null ? [] : [element('p', { class: 'note' }, [event.note])];
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null || value === '') return '–';
  if (typeof value !== 'object') return String(value);
  return (
    Object.entries(value)
      .map(([key, member]) => `${key} ${typeof member === 'string' ? member : JSON.stringify(member)}`)
      .join(' · ') || '–'
  );
}

function after(ms: number): string {
  return ms < 0 ? `${formatMs(-ms)} before: the device clock is ahead` : `after ${formatMs(ms)}`;
}

function toJson(event: StoredEvent): Json {
  return { ...event };
}
