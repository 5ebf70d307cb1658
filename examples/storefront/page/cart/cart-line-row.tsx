import type { ReactElement } from 'react';
import { euros } from '../catalog/money.js';
import { ProductPicture } from '../catalog/product-picture.js';
import { cssVariables } from '../css-variables.js';
import { useShopEvents } from '../events/use-shop-events.js';
import type { CartLine } from './cart.js';
import { takeFromCart } from './cart-store.js';
import { useAddToCart } from './use-add-to-cart.js';

export function CartLineRow({ line }: { line: CartLine }): ReactElement {
  const { product, variant, quantity } = line;
  const events = useShopEvents();
  const add = useAddToCart();
  const less = (): void => {
    takeFromCart(variant.id);
    events.removedFromCart(line);
  };
  return (
    <li>
      <div className="thumb" style={cssVariables({ ground: variant.ground })}>
        <ProductPicture product={product} variant={variant} />
      </div>
      <div>
        <h3>{product.name}</h3>
        <p>{variant.name}</p>
      </div>
      <div className="stepper">
        <button type="button" aria-label={`One less of ${product.name}`} data-testid={`less-${variant.id}`} onClick={less}>
          −
        </button>
        <span>{quantity}</span>
        <button
          type="button"
          aria-label={`One more of ${product.name}`}
          data-testid={`more-${variant.id}`}
          onClick={() => add(product, variant)}
        >
          +
        </button>
      </div>
      <strong>{euros(product.price * quantity)}</strong>
    </li>
  );
}
