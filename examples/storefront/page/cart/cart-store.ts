import { useMemo } from 'react';
import { type Kept, kept } from '../kept.js';
import { type Cart, changeCart, emptyCart, type KeptCart, toCart } from './cart.js';

const store: Kept<KeptCart> = kept('storefront-cart', emptyCart, toKeptCart);

export function useCart(): Cart {
  const keptCart = store.use();
  return useMemo(() => toCart(keptCart), [keptCart]);
}

export function putIntoCart(variantId: string): void {
  store.write(changeCart(store.read(), variantId, 1, randomToken));
}

export function takeFromCart(variantId: string): void {
  store.write(changeCart(store.read(), variantId, -1, randomToken));
}

export function clearCart(): void {
  store.write(emptyCart);
}

function randomToken(): string {
  return `cart_${crypto.randomUUID()}`;
}

function toKeptCart(found: unknown): KeptCart {
  if (typeof found !== 'object' || found === null || !('quantities' in found) || !Array.isArray(found.quantities)) return emptyCart;
  const quantities = found.quantities.filter(isQuantity);
  return { token: 'token' in found && typeof found.token === 'string' ? found.token : null, quantities };
}

function isQuantity(found: unknown): found is [string, number] {
  return Array.isArray(found) && typeof found[0] === 'string' && Number.isInteger(found[1]) && found[1] > 0;
}
