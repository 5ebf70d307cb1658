import { type ReactElement, useState } from 'react';
import { clearCart, useCart } from '../cart/cart-store.js';
import { useOncePerVisit } from '../events/use-once-per-visit.js';
import { useShopEvents } from '../events/use-shop-events.js';
import { Link } from '../router/link.js';
import { navigate } from '../router/router.js';
import { AddressStep } from './address-step.js';
import { CheckoutSteps, type StepNumber } from './checkout-steps.js';
import { DeliveryStep } from './delivery-step.js';
import { type Payment, toOrder } from './order.js';
import { followOrder } from './order-on-its-way.js';
import { OrderSummary } from './order-summary.js';
import { PaymentStep } from './payment-step.js';
import type { Delivery } from './shipping.js';

export function CheckoutPage(): ReactElement {
  const cart = useCart();
  const events = useShopEvents();
  const [step, setStep] = useState<StepNumber>(1);
  const [delivery, setDelivery] = useState<Delivery>('standard');
  useOncePerVisit(({ checkoutStarted }) => {
    if (cart.count > 0) checkoutStarted(cart);
  });
  if (cart.count === 0) return <EmptyCheckout />;

  const place = (payment: Payment): void => {
    events.checkoutStepDone(3, 'payment', { payment });
    const order = toOrder(cart, delivery, payment);
    followOrder(order.id, events.purchased(order));
    clearCart();
    navigate(`/thanks/${order.id}`);
  };
  return (
    <div className="checkout">
      <title>Checkout · Oddment</title>
      <div>
        <h1>Checkout</h1>
        <CheckoutSteps current={step} />
        {step === 1 && (
          <AddressStep
            done={() => {
              events.checkoutStepDone(1, 'address');
              setStep(2);
            }}
          />
        )}
        {step === 2 && (
          <DeliveryStep
            delivery={delivery}
            choose={setDelivery}
            total={cart.total}
            done={() => {
              events.checkoutStepDone(2, 'delivery', { delivery });
              setStep(3);
            }}
          />
        )}
        {step === 3 && <PaymentStep place={place} />}
      </div>
      <OrderSummary cart={cart} delivery={delivery} />
    </div>
  );
}

function EmptyCheckout(): ReactElement {
  return (
    <div className="thanks">
      <title>Checkout · Oddment</title>
      <h1>Your cart is empty</h1>
      <Link className="primary" to="/">
        Back to the shop
      </Link>
    </div>
  );
}
