import type { ReactElement } from 'react';
import { cssVariables } from '../css-variables.js';
import type { Product, Variant } from './products.js';

/** The product in one of its colours. */
export function ProductPicture({ product, variant }: { product: Product; variant: Variant }): ReactElement {
  const words = `${product.name}, ${product.kind.toLowerCase()} in ${variant.name.toLowerCase()}`;
  return (
    <svg viewBox="0 0 320 320" role="img" aria-label={words} style={cssVariables({ tint: variant.tint })}>
      <use href={`/drawings.svg#${product.id}`} />
    </svg>
  );
}
