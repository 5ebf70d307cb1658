import type { Product, Variant } from '../catalog/products.js';
import { useShopEvents } from '../events/use-shop-events.js';
import { putIntoCart } from './cart-store.js';

export function useAddToCart(): (product: Product, variant: Variant) => void {
  const events = useShopEvents();
  return (product, variant) => {
    putIntoCart(variant.id);
    events.addedToCart(product, variant);
  };
}
