import { element } from '../element.js';
import { track } from '../track.js';
import { cartFacts } from './cart-events.js';
import { currency, euros } from './money.js';
import { shippingCost } from './shipping.js';
import type { Shop, View } from './view.js';

export function checkoutView(shop: Shop): View {
  const { cart } = shop;
  if (cart.count() === 0) return emptyCheckout();
  track('begin_checkout', cartFacts(cart));
  const summary = element('section', { class: 'summary', 'aria-label': 'Order' });
  const draw = (): void => summary.replaceChildren(...orderLines(shop));
  const end = cart.onChange(() => (summary.isConnected ? draw() : end()));
  draw();
  return {
    title: 'Checkout',
    content: element('div', { class: 'checkout' }, element('div', {}, element('h1', {}, 'Checkout'), form(shop)), summary),
  };
}

/** Name and address stay in the form: no event carries them. */
function form(shop: Shop): HTMLElement {
  return element(
    'form',
    {
      submit: (event) => {
        event.preventDefault();
        placeOrder(shop);
      },
    },
    field('Name', 'name', 'Robin Example'),
    field('Street', 'street-address', '7 Harbour Lane'),
    field('Town', 'address-level2', 'Aldermere'),
    element('p', { class: 'note' }, 'Nothing is charged or shipped; this shop does not exist.'),
    element('button', { class: 'primary', type: 'submit', 'data-testid': 'place-order' }, 'Place the order'),
  );
}

function field(label: string, autocomplete: string, value: string): HTMLElement {
  return element('label', {}, label, element('input', { type: 'text', autocomplete, value, required: true }));
}

function placeOrder({ cart }: Shop): void {
  if (cart.count() === 0) {
    location.hash = '#/';
    return;
  }
  const orderId = `OD-${crypto.getRandomValues(new Uint32Array(1)).join().padStart(10, '0')}`;
  const shipping = shippingCost(cart.total());
  // A reserved name: its orderId joins the order to the visitor.
  track('orderPlaced', { orderId, ...cartFacts(cart), shipping, value: cart.total() + shipping, currency });
  location.hash = `#/thanks/${orderId}`;
  cart.clear();
}

function orderLines({ cart }: Shop): Node[] {
  const row = (label: string, value: string): HTMLElement => element('p', {}, element('span', {}, label), element('span', {}, value));
  const shipping = shippingCost(cart.total());
  return [
    element('h2', {}, 'Your order'),
    ...cart
      .lines()
      .map((line) =>
        row(`${line.quantity} × ${line.product.name}, ${line.variant.name.toLowerCase()}`, euros(line.product.price * line.quantity)),
      ),
    row('Shipping', shipping === 0 ? 'free' : euros(shipping)),
    element('p', { class: 'sum' }, element('span', {}, 'Total'), element('strong', {}, euros(cart.total() + shipping))),
  ];
}

function emptyCheckout(): View {
  const back = element('a', { class: 'primary', href: '#/' }, 'Back to the shop');
  return { title: 'Checkout', content: element('div', { class: 'thanks' }, element('h1', {}, 'Your cart is empty'), back) };
}

export function thanksView(orderId: string): View {
  return {
    title: 'Thank you',
    content: element(
      'div',
      { class: 'thanks' },
      element('p', { class: 'tick', 'aria-hidden': 'true' }, '✓'),
      element('h1', {}, 'Thank you, Robin'),
      element(
        'p',
        { class: 'lead' },
        'Your order ',
        element('strong', { 'data-testid': 'order-id' }, orderId),
        ' is on its way to a shop that does not exist.',
      ),
      element('a', { class: 'primary', href: '#/' }, 'Keep looking'),
    ),
  };
}
