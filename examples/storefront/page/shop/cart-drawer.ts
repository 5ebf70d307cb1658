import type { TestGroup } from 'igevents';
import { element } from '../element.js';
import { track } from '../track.js';
import type { Cart, CartLine } from './cart.js';
import { addToCart, cartFacts, removeFromCart } from './cart-events.js';
import { drawing } from './drawing.js';
import { euros } from './money.js';
import { freeShippingBar } from './shipping.js';

export interface CartDrawer {
  root: HTMLElement;
  open(): void;
  close(): void;
}

export function createCartDrawer(cart: Cart, group: TestGroup): CartDrawer {
  const body = element('div', { class: 'drawer-body' });
  const closeButton = element('button', { type: 'button', class: 'plain', 'aria-label': 'Close the cart', click: () => close() }, '×');
  const panel = element(
    'aside',
    { class: 'drawer', 'aria-label': 'Cart', 'data-testid': 'cart-drawer' },
    element('header', {}, element('h2', {}, 'Your cart'), closeButton),
    body,
  );
  const root = element('div', { class: 'drawer-layer', inert: true }, element('div', { class: 'scrim', click: () => close() }), panel);
  // On the document: while the drawer slides in, it cannot have the focus yet.
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
  });

  const draw = (): void => body.replaceChildren(...content(cart, group));
  const close = (): void => {
    root.inert = true;
  };
  cart.onChange(draw);
  draw();

  return {
    root,
    open() {
      if (!root.inert) return;
      root.inert = false;
      closeButton.focus();
      track('view_cart', cartFacts(cart));
    },
    close,
  };
}

function content(cart: Cart, group: TestGroup): Node[] {
  const lines = cart.lines();
  if (lines.length === 0) return [element('p', { class: 'lead' }, 'Nothing in it yet.')];
  const bar = freeShippingBar(group, cart.total());
  return [
    ...(bar ? [bar] : []),
    element('ul', { class: 'cart-lines' }, ...lines.map((line) => cartLine(cart, line))),
    element('p', { class: 'sum' }, element('span', {}, 'Total'), element('strong', { 'data-testid': 'cart-total' }, euros(cart.total()))),
    element('a', { class: 'primary', href: '#/checkout', 'data-testid': 'go-to-checkout' }, 'Go to checkout'),
  ];
}

function cartLine(cart: Cart, line: CartLine): HTMLElement {
  const { product, variant, quantity } = line;
  const picture = element('div', { class: 'thumb' }, drawing(product, variant));
  picture.style.setProperty('--ground', variant.ground);
  const button = (sign: string, label: string, testId: string, click: () => void): HTMLElement =>
    element('button', { type: 'button', 'aria-label': `${label} ${product.name}`, 'data-testid': testId, click }, sign);
  return element(
    'li',
    {},
    picture,
    element('div', {}, element('h3', {}, product.name), element('p', {}, variant.name)),
    element(
      'div',
      { class: 'stepper' },
      button('−', 'One less of', `less-${variant.id}`, () => removeFromCart(cart, line)),
      element('span', {}, String(quantity)),
      button('+', 'One more of', `more-${variant.id}`, () => addToCart(cart, product, variant)),
    ),
    element('strong', {}, euros(product.price * quantity)),
  );
}
