export const currency = 'EUR';

const wholeEuros = new Intl.NumberFormat('en', { style: 'currency', currency, maximumFractionDigits: 0 });

export function euros(amount: number): string {
  return wholeEuros.format(amount);
}
