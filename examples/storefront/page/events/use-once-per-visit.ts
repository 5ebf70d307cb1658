import { useEffect, useRef } from 'react';
import { useVisit } from '../router/router.js';
import type { ShopEvents } from './shop-events.js';
import { useShopEvents } from './use-shop-events.js';

/** Tells an event once for each visit of a page; StrictMode runs effects twice, and a page is rendered often. */
export function useOncePerVisit(tell: (events: ShopEvents) => void): void {
  const events = useShopEvents();
  const { number } = useVisit();
  const told = useRef(0);
  useEffect(() => {
    if (told.current === number) return;
    told.current = number;
    tell(events);
  });
}
