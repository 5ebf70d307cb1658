import { useIgStatus } from 'igevents/react';
import type { ReactElement } from 'react';
import { Link } from '../router/link.js';
import { type OrderState, useOrderState } from './order-on-its-way.js';

const words: Record<OrderState | 'unasked', string> = {
  waiting: 'Its event waits on this device, safe from reloads and closed windows.',
  delivered: 'Its event has arrived at the collector.',
  uncounted: 'Its event is not counted, as you have asked.',
  unheard: 'It was placed at an earlier visit.',
  unasked: 'Its event waits in this page’s memory for your consent.',
};

export function ThanksPage({ orderId }: { orderId: string }): ReactElement {
  const order = useOrderState(orderId);
  const { consent } = useIgStatus();
  const state = order === 'waiting' && consent === 'pending' ? 'unasked' : order;
  return (
    <div className="thanks">
      <title>Thank you · Oddment</title>
      <p className="tick" aria-hidden="true">
        ✓
      </p>
      <h1>Thank you, Robin</h1>
      <p className="lead">
        Your order <strong data-testid="order-id">{orderId}</strong> is on its way to you, from a shop that does not exist.
      </p>
      <p className="order-state" data-state={state} data-testid="order-state">
        {words[state]}
      </p>
      <Link className="primary" to="/">
        Keep looking
      </Link>
    </div>
  );
}
