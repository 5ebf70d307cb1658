import type { BuriedEvent } from '../../shared/protocol.js';
import { element, setText } from './element.js';
import { createKeyedList, type Line } from './keyed-list.js';
import { type Actions, createFold, type Section } from './section.js';
import { formatAgo } from './words.js';

/** How long a button that deletes stays armed, ms: long enough to read it, too short for the next visitor of a kiosk. */
const armedMs = 4_000;

/** What the collector has refused for good. */
export function createLettersSection({ requeue, purge }: Actions): Section {
  const list = element('ul', { class: 'events' });
  const all = element(
    'div',
    { class: 'buttons' },
    button('Send all again', () => requeue()),
    deletingButton('Delete all', () => purge()),
  );
  const { node, setCount } = createFold('Dead letters', 'The collector has refused nothing.', list, all);
  let now = 0;
  const showAll = createKeyedList(list, ({ id, buriedAt }: BuriedEvent) => `${id} ${buriedAt}`, createLetter);

  function createLetter({ id, event, code, detail, time, buriedAt, properties }: BuriedEvent): Line<BuriedEvent> {
    const age = element('span', { class: 'soft' });
    const summary = element('summary', {}, element('span', { class: 'name' }, event), element('span', { class: 'badge bad' }, code), age);
    const node = element(
      'li',
      {},
      element(
        'details',
        {},
        summary,
        ...(detail === '' ? [] : [element('p', { class: 'why' }, detail)]),
        element('p', { class: 'facts' }, `${id} · ${time}`),
        element('pre', {}, JSON.stringify(properties, null, 2)),
        element(
          'div',
          { class: 'buttons' },
          button('Send again', () => requeue([id])),
          deletingButton('Delete', () => purge([id])),
        ),
      ),
    );
    return { node, show: () => setText(age, formatAgo(buriedAt, now)) };
  }

  return {
    node,
    show({ letters }, at) {
      now = at;
      setCount(letters.length, 'bad');
      showAll(letters);
    },
  };
}

function button(text: string, click: () => void): HTMLButtonElement {
  return element('button', { type: 'button', click }, text);
}

/** Deletes at the second press: a dialog of the browser would hide the shop, and a kiosk may have none. */
function deletingButton(text: string, act: () => void): HTMLButtonElement {
  let disarm = 0;
  const made = button(text, () => {
    clearTimeout(disarm);
    const isArmed = made.classList.toggle('armed');
    setText(made, isArmed ? 'Delete for good?' : text);
    if (!isArmed) return act();
    disarm = window.setTimeout(() => {
      made.classList.remove('armed');
      setText(made, text);
    }, armedMs);
  });
  return made;
}
