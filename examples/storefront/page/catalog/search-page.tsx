import type { ReactElement } from 'react';
import { useOncePerVisit } from '../events/use-once-per-visit.js';
import { ProductGrid } from './product-grid.js';
import { searchProducts } from './products.js';

/** The catalogue is on the device, so this works without a connection. */
export function SearchPage({ query }: { query: string }): ReactElement {
  const found = searchProducts(query);
  useOncePerVisit((events) => events.searched(query, found.length));
  return (
    <div>
      <title>Search · Oddment</title>
      <h1>{found.length > 0 ? `Found for “${query}”` : `Nothing for “${query}”`}</h1>
      {found.length === 0 && <p className="lead">Try lamp, tea, wood or glass.</p>}
      <ProductGrid products={found} />
    </div>
  );
}
