export const currency = 'EUR';

const format = new Intl.NumberFormat('en', { style: 'currency', currency });

/** @param cents as whole numbers, whose sums are exact. */
export function euros(cents: number): string {
  return format.format(cents / 100);
}
