import type { ReactElement } from 'react';
import { ProductCard } from './product-card.js';
import type { Product } from './products.js';

export function ProductGrid({ products }: { products: readonly Product[] }): ReactElement {
  return (
    <ul className="grid">
      {products.map((product) => (
        <li key={product.id}>
          <ProductCard product={product} />
        </li>
      ))}
    </ul>
  );
}
