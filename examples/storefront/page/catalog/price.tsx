import type { ReactElement } from 'react';
import { euros } from './money.js';
import type { Product } from './products.js';

export function Price({ product: { price, regularPrice } }: { product: Product }): ReactElement {
  return (
    <p className="price">
      {euros(price)} {regularPrice !== undefined && <s>{euros(regularPrice)}</s>}
    </p>
  );
}
