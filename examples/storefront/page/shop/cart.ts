import { type Product, products, type Variant } from './catalog.js';

/** One colour of a product, and how many of it. */
export interface CartLine {
  product: Product;
  variant: Variant;
  quantity: number;
}

export interface Cart {
  lines(): readonly CartLine[];
  count(): number;
  /** In euros, without shipping. */
  total(): number;
  /** @param by negative takes away; a line without pieces leaves the cart. */
  change(variantId: string, by: number): void;
  clear(): void;
  /** @returns a function that ends it. */
  onChange(listener: () => void): () => void;
}

const storageKey = 'storefront-cart';

/** The cart of this browser: it survives a reload and is the same in every tab. */
export function createCart(storage: Storage): Cart {
  const listeners = new Set<() => void>();
  let quantities = read(storage);

  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const write = (): void => {
    storage.setItem(storageKey, JSON.stringify([...quantities]));
    tell();
  };
  const lines = (): CartLine[] =>
    [...quantities].flatMap(([variantId, quantity]) => {
      const found = findVariant(variantId);
      return found ? [{ ...found, quantity }] : [];
    });

  window.addEventListener('storage', (event) => {
    if (event.key !== storageKey) return;
    quantities = read(storage);
    tell();
  });

  return {
    lines,
    count: () => lines().reduce((sum, line) => sum + line.quantity, 0),
    total: () => lines().reduce((sum, line) => sum + line.quantity * line.product.price, 0),
    change(variantId, by) {
      const quantity = (quantities.get(variantId) ?? 0) + by;
      if (quantity > 0) quantities.set(variantId, quantity);
      else quantities.delete(variantId);
      write();
    },
    clear() {
      quantities.clear();
      write();
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function read(storage: Storage): Map<string, number> {
  try {
    return new Map<string, number>(JSON.parse(storage.getItem(storageKey) ?? '[]'));
  } catch {
    return new Map();
  }
}

function findVariant(id: string): { product: Product; variant: Variant } | undefined {
  for (const product of products) {
    const variant = product.variants.find((candidate) => candidate.id === id);
    if (variant) return { product, variant };
  }
  return undefined;
}
