import type { Fate } from 'igevents';
import { useEffect, useState } from 'react';

/** Where the event of an order is. `unheard`: this page load did not place the order, so nobody tells it. */
export type OrderState = 'waiting' | 'delivered' | 'uncounted' | 'unheard';

/** What `track` resolves with. */
export type OrderFate = Promise<Fate>;

const fates = new Map<string, OrderFate>();

export function followOrder(orderId: string, fate: OrderFate): void {
  fates.set(orderId, fate);
}

export function useOrderState(orderId: string): OrderState {
  const fate = fates.get(orderId);
  const [state, setState] = useState<OrderState>(fate ? 'waiting' : 'unheard');
  useEffect(() => {
    void fate?.then((end) => setState(end.state === 'delivered' ? 'delivered' : 'uncounted'));
  }, [fate]);
  return state;
}
