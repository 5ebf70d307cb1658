import { type Product, products, type Variant } from '../catalog/products.js';

/** One colour of a product, and how many of it. */
export interface CartLine {
  product: Product;
  variant: Variant;
  quantity: number;
}

export interface Cart {
  lines: readonly CartLine[];
  count: number;
  /** In euros, without shipping. */
  total: number;
  /** Names this cart; the next one has another. Null while nothing has been in it. */
  token: string | null;
}

/** What is kept of a cart: prices are the catalogue's matter. */
export interface KeptCart {
  token: string | null;
  quantities: readonly (readonly [variantId: string, quantity: number])[];
}

export const emptyCart: KeptCart = { token: null, quantities: [] };

/** @param by negative takes away; a line without pieces leaves the cart. */
export function changeCart({ token, quantities }: KeptCart, variantId: string, by: number, newToken: () => string): KeptCart {
  const next = new Map(quantities);
  const quantity = (next.get(variantId) ?? 0) + by;
  if (quantity > 0) next.set(variantId, quantity);
  else next.delete(variantId);
  return { token: token ?? newToken(), quantities: [...next] };
}

export function toCart({ token, quantities }: KeptCart): Cart {
  const lines = quantities.flatMap(([variantId, quantity]) => {
    const found = findVariant(variantId);
    return found ? [{ ...found, quantity }] : [];
  });
  return {
    lines,
    count: lines.reduce((sum, line) => sum + line.quantity, 0),
    total: lines.reduce((sum, line) => sum + line.quantity * line.product.price, 0),
    token,
  };
}

function findVariant(id: string): Omit<CartLine, 'quantity'> | undefined {
  for (const product of products) {
    const variant = product.variants.find((candidate) => candidate.id === id);
    if (variant) return { product, variant };
  }
  return undefined;
}
