import type { ReactElement } from 'react';
import { LampWeek } from './lamp-week.js';
import { ProductGrid } from './product-grid.js';
import { products } from './products.js';

export function FrontPage(): ReactElement {
  return (
    <div>
      <title>Oddment</title>
      <section className="hero">
        <h1>
          Eight good objects.
          <br />
          That is the whole shop.
        </h1>
        <LampWeek />
      </section>
      <ProductGrid products={products} />
    </div>
  );
}
