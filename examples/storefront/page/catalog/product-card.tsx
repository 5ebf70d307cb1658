import type { ReactElement } from 'react';
import { useAddToCart } from '../cart/use-add-to-cart.js';
import { cssVariables } from '../css-variables.js';
import { Link } from '../router/link.js';
import { Price } from './price.js';
import { ProductPicture } from './product-picture.js';
import type { Product } from './products.js';

export function ProductCard({ product }: { product: Product }): ReactElement {
  const add = useAddToCart();
  const [variant] = product.variants;
  const page = `/product/${product.id}`;
  return (
    <article className="card">
      <Link className="picture" to={page} data-testid={`product-${product.id}`} style={cssVariables({ ground: variant.ground })}>
        <ProductPicture product={product} variant={variant} />
      </Link>
      <button
        className="quick-add"
        type="button"
        aria-label={`Add ${product.name} to the cart`}
        data-testid={`quick-add-${product.id}`}
        onClick={() => add(product, variant)}
      >
        +
      </button>
      <h2>
        <Link to={page}>{product.name}</Link>
      </h2>
      <p>{product.kind}</p>
      <Price product={product} />
    </article>
  );
}
