import { element } from '../element.js';
import { euros } from '../money.js';
import { linesOf, type Order, totalOf } from '../order.js';

/** How long the terminal of this demo thinks, ms. */
const terminalMs = 1_200;

export interface PayParts {
  order: Order;
  back(): void;
  paid(method: string): void;
}

export function createPayScreen({ order, back, paid }: PayParts): HTMLElement {
  const lines = linesOf(order).map(({ dish, count }) =>
    element('li', {}, element('b', {}, `${count} ×`), element('span', {}, dish.name), element('span', {}, euros(count * dish.cents))),
  );
  const word = element('p', { class: 'terminal-word', role: 'status' }, 'How would you like to pay?');
  const methods = [method('Card', 'card'), method('Phone', 'phone'), method('At the counter', 'counter')];
  const backButton = element('button', { type: 'button', class: 'back', click: back }, '← Back to the menu');

  function method(text: string, name: string): HTMLButtonElement {
    return element('button', { type: 'button', class: name === 'counter' ? 'method quiet' : 'method', click: () => pay(name) }, text);
  }

  function pay(name: string): void {
    for (const button of [...methods, backButton]) button.disabled = true;
    word.textContent = name === 'counter' ? 'Sending your order to the counter …' : 'Hold it to the reader …';
    setTimeout(() => paid(name), terminalMs);
  }

  return element(
    'section',
    { class: 'pay-screen' },
    element(
      'div',
      { class: 'receipt' },
      element('h1', {}, 'Your order'),
      element('ul', {}, ...lines),
      element('p', { class: 'sum' }, element('span', {}, 'Total'), element('strong', {}, euros(totalOf(order)))),
    ),
    element('div', { class: 'terminal' }, word, ...methods, backButton),
  );
}
