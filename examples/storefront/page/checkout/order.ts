import type { Cart, CartLine } from '../cart/cart.js';
import { type Delivery, shippingCost } from './shipping.js';

export type Payment = 'invoice' | 'card';

export interface Order {
  id: string;
  lines: readonly CartLine[];
  shipping: number;
  /** In euros, with shipping. */
  total: number;
  payment: Payment;
}

export function toOrder(cart: Cart, delivery: Delivery, payment: Payment): Order {
  const shipping = shippingCost(cart.total, delivery);
  const id = `OD-${crypto.getRandomValues(new Uint32Array(1)).join().padStart(10, '0')}`;
  return { id, lines: cart.lines, shipping, total: cart.total + shipping, payment };
}
