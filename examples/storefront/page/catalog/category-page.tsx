import type { ReactElement } from 'react';
import { useOncePerVisit } from '../events/use-once-per-visit.js';
import { ProductGrid } from './product-grid.js';
import { type Category, products } from './products.js';

export function CategoryPage({ category }: { category: Category }): ReactElement {
  const shown = products.filter((product) => product.category === category.id);
  useOncePerVisit((events) => events.categoryViewed(category.id, shown.length));
  return (
    <div>
      <title>{`${category.name} · Oddment`}</title>
      <h1>{category.name}</h1>
      <ProductGrid products={shown} />
    </div>
  );
}
