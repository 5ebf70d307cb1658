import { useIgTrack } from 'igevents/react';
import { useCart } from '../cart/cart-store.js';
import { currency } from '../catalog/money.js';
import { useVisit } from '../router/router.js';

/** Pushes a page view per path, and tells what every event shall carry from then on. */
export function PageViews(): null {
  const { path } = useVisit();
  const { token } = useCart();
  useIgTrack({ location: path, cartOrCheckoutToken: token, country: 'DE', currency });
  return null;
}
