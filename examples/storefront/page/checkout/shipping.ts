export type Delivery = 'standard' | 'express';

/** In euros. */
export const freeFrom = 90;

const prices: Record<Delivery, number> = { standard: 6, express: 14 };

/** In euros; standard delivery is free from a total on. */
export function shippingCost(total: number, delivery: Delivery): number {
  return delivery === 'standard' && total >= freeFrom ? 0 : prices[delivery];
}
