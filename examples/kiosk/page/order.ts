import { type Dish, findDish } from './menu.js';

/** What a customer wants: how many of each dish, in the order of choosing. Never changed: a change makes another. */
export type Order = ReadonlyMap<string, number>;

export interface OrderLine {
  dish: Dish;
  count: number;
}

export const emptyOrder: Order = new Map();

export function withDish(order: Order, id: string, change: 1 | -1): Order {
  const count = (order.get(id) ?? 0) + change;
  const others = [...order].filter(([other]) => other !== id);
  if (count <= 0) return new Map(others);
  return order.has(id)
    ? new Map([...order].map(([other, known]) => [other, other === id ? count : known]))
    : new Map([...order, [id, count]]);
}

export function linesOf(order: Order): OrderLine[] {
  return [...order].flatMap(([id, count]) => {
    const dish = findDish(id);
    return dish ? [{ dish, count }] : [];
  });
}

export function totalOf(order: Order): number {
  return linesOf(order).reduce((sum, { dish, count }) => sum + count * dish.cents, 0);
}

export function countOf(order: Order): number {
  return [...order.values()].reduce((sum, count) => sum + count, 0);
}

/** The order as its events tell it. */
export function toProperties(order: Order): { lines: { sku: string; quantity: number }[]; items: number; value: number } {
  const lines = linesOf(order).map(({ dish, count }) => ({ sku: dish.id, quantity: count }));
  return { lines, items: countOf(order), value: totalOf(order) / 100 };
}
