import { useIgEvents } from 'igevents/react';
import { useMemo } from 'react';
import { createShopEvents, type ShopEvents } from './shop-events.js';

export function useShopEvents(): ShopEvents {
  const igEvents = useIgEvents();
  return useMemo(() => createShopEvents(igEvents), [igEvents]);
}
