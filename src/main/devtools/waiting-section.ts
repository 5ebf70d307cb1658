import type { PendingEvent } from '../../shared/protocol.js';
import { element, setText } from './element.js';
import { createKeyedList, type Line } from './keyed-list.js';
import { createFold, type Section } from './section.js';
import { formatAgo } from './words.js';

/** The events that have waited longest. */
export function createWaitingSection(): Section {
  const list = element('ul', { class: 'events' });
  const { node, setCount } = createFold('Waiting longest', 'Nothing waits.', list);
  let now = 0;
  const showAll = createKeyedList(list, ({ id }: PendingEvent) => id, createWaiting);

  function createWaiting({ id, event, sequence, time, properties }: PendingEvent): Line<PendingEvent> {
    const age = element('span', { class: 'soft' });
    const summary = element('summary', {}, element('span', { class: 'name' }, event), age);
    const facts = element('p', { class: 'facts' }, `${id} · number ${sequence} · ${time}`);
    const node = element('li', {}, element('details', {}, summary, facts, element('pre', {}, JSON.stringify(properties, null, 2))));
    return { node, show: () => setText(age, formatAgo(Date.parse(time), now)) };
  }

  return {
    node,
    show({ inspection, outbox }, at) {
      now = at;
      const oldest = inspection?.oldest ?? [];
      setCount(outbox ? Math.max(outbox.counters.pending, oldest.length) : oldest.length, 'warn');
      showAll(oldest);
    },
  };
}
