import type { ReactElement } from 'react';
import type { Cart } from '../cart/cart.js';
import { euros } from '../catalog/money.js';
import { type Delivery, shippingCost } from './shipping.js';

export function OrderSummary({ cart, delivery }: { cart: Cart; delivery: Delivery }): ReactElement {
  const shipping = shippingCost(cart.total, delivery);
  return (
    <section className="summary" aria-label="Order">
      <h2>Your order</h2>
      {cart.lines.map(({ product, variant, quantity }) => (
        <p key={variant.id}>
          <span>{`${quantity} × ${product.name}, ${variant.name.toLowerCase()}`}</span>
          <span>{euros(product.price * quantity)}</span>
        </p>
      ))}
      <p>
        <span>Shipping</span>
        <span>{shipping === 0 ? 'free' : euros(shipping)}</span>
      </p>
      <p className="sum">
        <span>Total</span>
        <strong>{euros(cart.total + shipping)}</strong>
      </p>
    </section>
  );
}
