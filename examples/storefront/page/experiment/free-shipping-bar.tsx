import type { ReactElement } from 'react';
import { useCart } from '../cart/cart-store.js';
import { euros } from '../catalog/money.js';
import { freeFrom } from '../checkout/shipping.js';
import { cssVariables } from '../css-variables.js';
import { showsBar, useFreeShippingGroup } from './free-shipping.js';

/** What the experience changes on the page; nothing for the control group. */
export function FreeShippingBar(): ReactElement | undefined {
  const group = useFreeShippingGroup();
  const { total } = useCart();
  if (!showsBar(group)) return undefined;
  const left = freeFrom - total;
  return (
    <div className="shipping-bar" data-testid="free-shipping-bar" style={cssVariables({ reached: Math.min(1, total / freeFrom) })}>
      <span>{left > 0 ? `${euros(left)} to go for free shipping` : 'Shipping is on us'}</span>
    </div>
  );
}
