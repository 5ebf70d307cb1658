import { track } from '../track.js';
import type { Cart, CartLine } from './cart.js';
import type { Product, Variant } from './catalog.js';
import { currency } from './money.js';

export function addToCart(cart: Cart, product: Product, variant: Variant): void {
  cart.change(variant.id, 1);
  track('add_to_cart', { ...lineFacts({ product, variant, quantity: 1 }), value: product.price, currency });
  // A reserved name: it feeds Intelligems' own add-to-cart reports.
  track('igAddToCart', { productVariants: [{ variantId: variant.id, productId: product.id }] });
}

export function removeFromCart(cart: Cart, line: CartLine): void {
  cart.change(line.variant.id, -1);
  track('remove_from_cart', { ...lineFacts({ ...line, quantity: 1 }), value: line.product.price, currency });
}

/** What an event tells about a cart. */
export function cartFacts(cart: Cart): Record<string, unknown> {
  return { value: cart.total(), currency, items: cart.lines().map(lineFacts) };
}

function lineFacts({ product, variant, quantity }: CartLine): Record<string, unknown> {
  return { productId: product.id, variantId: variant.id, category: product.category, price: product.price, quantity };
}
