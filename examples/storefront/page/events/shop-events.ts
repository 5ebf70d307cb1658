import type { PageEvents } from 'igevents/react';
import type { Cart, CartLine } from '../cart/cart.js';
import { currency } from '../catalog/money.js';
import type { Product, Variant } from '../catalog/products.js';
import type { Order } from '../checkout/order.js';
import type { OrderFate } from '../checkout/order-on-its-way.js';

/** Every event of the shop, in the order of a visit. Page views are pushed by `useIgTrack`. No name, address or mail is in any of them. */
export interface ShopEvents {
  categoryViewed(category: string, results: number): void;
  searched(query: string, results: number): void;
  productViewed(product: Product): void;
  colourChosen(product: Product, variant: Variant): void;
  addedToCart(product: Product, variant: Variant): void;
  removedFromCart(line: CartLine): void;
  cartViewed(cart: Cart): void;
  checkoutStarted(cart: Cart): void;
  checkoutStepDone(step: number, name: string, facts?: Record<string, string>): void;
  /** @returns a promise that is fulfilled when the collector has the event, or will never have it. */
  purchased(order: Order): OrderFate;
  installOffered(): void;
  installAnswered(outcome: string): void;
  installed(): void;
}

export function createShopEvents(igEvents: Pick<PageEvents, 'push' | 'track'>): ShopEvents {
  const push = (event: string, properties: Record<string, unknown> = {}): void => void igEvents.push({ event, properties });
  return {
    categoryViewed: (category, results) => push('category_viewed', { category, results }),
    searched: (query, results) => push('search', { query, results }),
    productViewed: (product) => push('product_viewed', productFacts(product)),
    colourChosen: (product, variant) => push('colour_chosen', { productId: product.id, variantId: variant.id }),
    addedToCart(product, variant) {
      push('add_to_cart', { ...lineFacts({ product, variant, quantity: 1 }), value: product.price, currency });
      // A reserved name: it feeds Intelligems' own add-to-cart reports.
      push('igAddToCart', { productVariants: [{ variantId: variant.id, productId: product.id }] });
    },
    removedFromCart(line) {
      push('remove_from_cart', { ...lineFacts({ ...line, quantity: 1 }), value: line.product.price, currency });
    },
    cartViewed: (cart) => push('cart_viewed', cartFacts(cart)),
    checkoutStarted: (cart) => push('checkout_started', cartFacts(cart)),
    checkoutStepDone: (step, name, facts) => push('checkout_step_done', { step, name, ...facts }),
    purchased({ id, lines, shipping, total, payment }) {
      push('purchase', { orderId: id, items: lines.map(lineFacts), shipping, payment, value: total, currency });
      // A reserved name: its orderId joins the order to the visitor. Somebody waits for this one, so it is tracked.
      return igEvents.track({ event: 'orderPlaced', properties: { orderId: id } }).settled;
    },
    installOffered: () => push('install_offered'),
    installAnswered: (outcome) => push('install_answered', { outcome }),
    installed: () => push('installed'),
  };
}

function cartFacts(cart: Cart): Record<string, unknown> {
  return { value: cart.total, currency, items: cart.lines.map(lineFacts) };
}

function productFacts({ id, category, price }: Product): Record<string, unknown> {
  return { productId: id, category, price, currency };
}

function lineFacts({ product, variant, quantity }: CartLine): Record<string, unknown> {
  return { productId: product.id, variantId: variant.id, category: product.category, price: product.price, quantity };
}
