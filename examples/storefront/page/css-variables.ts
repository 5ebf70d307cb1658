import type { CSSProperties } from 'react';

/** React sets them one by one, which a strict `style-src` allows; it forbids the attribute `style`. */
export function cssVariables(values: Record<string, string | number>): CSSProperties {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`--${name}`, value]));
}
