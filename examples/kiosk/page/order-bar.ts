import { drawing } from './drawing.js';
import { element } from './element.js';
import { euros } from './money.js';
import { countOf, linesOf, type Order, type OrderLine, totalOf } from './order.js';

/** What the customer has chosen, at the foot of the menu. */
export interface OrderBar {
  node: HTMLElement;
  show(order: Order): void;
}

export interface OrderBarParts {
  change(id: string, by: 1 | -1): void;
  pay(): void;
  cancel(): void;
}

export function createOrderBar({ change, pay, cancel }: OrderBarParts): OrderBar {
  const lines = element('ul', { class: 'order-lines' });
  const count = element('span', { class: 'order-count' });
  const total = element('strong', {});
  const payButton = element('button', { type: 'button', class: 'pay', click: pay }, element('span', {}, 'Pay'), total);
  const cancelButton = element('button', { type: 'button', class: 'cancel', click: cancel }, 'Cancel');
  const hint = element('p', { class: 'order-hint' }, 'Tap a dish to begin.');

  function line({ dish, count: many }: OrderLine): HTMLElement {
    const tile = element('span', { class: 'line-drawing' }, drawing(dish.id));
    tile.style.background = dish.ground;
    const less = element('button', { type: 'button', 'aria-label': `One ${dish.name} less`, click: () => change(dish.id, -1) }, '−');
    const more = element('button', { type: 'button', 'aria-label': `One ${dish.name} more`, click: () => change(dish.id, 1) }, '+');
    return element(
      'li',
      {},
      tile,
      element('span', { class: 'line-name' }, dish.name, element('small', {}, euros(dish.cents * many))),
      element('span', { class: 'stepper' }, less, element('b', {}, String(many)), more),
    );
  }

  return {
    node: element(
      'aside',
      { class: 'order-bar', 'aria-label': 'Your order' },
      element('header', {}, element('h2', {}, 'Your order'), count, cancelButton),
      hint,
      lines,
      payButton,
    ),
    show(order) {
      const items = countOf(order);
      lines.replaceChildren(...linesOf(order).map(line));
      hint.hidden = items > 0;
      count.textContent = items === 0 ? '' : items === 1 ? '1 item' : `${items} items`;
      total.textContent = euros(totalOf(order));
      payButton.disabled = items === 0;
    },
  };
}
