import { type ReactElement, useEffect, useRef } from 'react';
import { euros } from '../catalog/money.js';
import { useShopEvents } from '../events/use-shop-events.js';
import { FreeShippingBar } from '../experiment/free-shipping-bar.js';
import { Link } from '../router/link.js';
import type { Cart } from './cart.js';
import { CartLineRow } from './cart-line-row.js';
import { useCart } from './cart-store.js';

export function CartDrawer({ isOpen, close }: { isOpen: boolean; close: () => void }): ReactElement {
  const cart = useCart();
  const events = useShopEvents();
  const closeButton = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);

  useEffect(() => {
    if (isOpen && !wasOpen.current) {
      closeButton.current?.focus();
      events.cartViewed(cart);
    }
    wasOpen.current = isOpen;
  }, [isOpen, cart, events]);

  useEffect(() => {
    // On the document: while the drawer slides in, it cannot have the focus yet.
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') close();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [close]);

  return (
    <div className="drawer-layer" inert={!isOpen}>
      <button className="scrim" type="button" tabIndex={-1} aria-label="Close the cart" onClick={close} />
      <aside className="drawer" aria-label="Cart" data-testid="cart-drawer">
        <header>
          <h2>Your cart</h2>
          <button className="plain" type="button" aria-label="Close the cart" ref={closeButton} onClick={close}>
            ×
          </button>
        </header>
        <CartContent cart={cart} />
      </aside>
    </div>
  );
}

function CartContent({ cart }: { cart: Cart }): ReactElement {
  if (cart.count === 0) return <p className="lead">Nothing in it yet.</p>;
  return (
    <>
      <FreeShippingBar />
      <ul className="cart-lines">
        {cart.lines.map((line) => (
          <CartLineRow key={line.variant.id} line={line} />
        ))}
      </ul>
      <p className="sum">
        <span>Total</span>
        <strong data-testid="cart-total">{euros(cart.total)}</strong>
      </p>
      <Link className="primary" to="/checkout" data-testid="go-to-checkout">
        Go to checkout
      </Link>
    </>
  );
}
