'use client';

import { useIgEvents, useIgStatus, useIgTrack } from 'igevents/react';
import { usePathname } from 'next/navigation';

export function PageViews() {
  useIgTrack({ location: usePathname(), cartOrCheckoutToken: Promise.resolve('c-1'), country: 'DE', currency: 'EUR' });
  const events = useIgEvents();
  const { pipeline, thread, pushed, durable } = useIgStatus();
  return (
    <aside>
      <button type="button" onClick={() => events.push({ event: 'add_to_cart', properties: { sku: 'A-17' } })}>
        Add to cart
      </button>
      <output>{`${pipeline} ${thread} ${durable}/${pushed}`}</output>
    </aside>
  );
}
