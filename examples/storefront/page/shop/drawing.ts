import type { Product, Variant } from './catalog.js';

const svg = 'http://www.w3.org/2000/svg';

/** The product in one of its colours. */
export function drawing(product: Product, variant: Variant): SVGSVGElement {
  const picture = document.createElementNS(svg, 'svg');
  picture.setAttribute('viewBox', '0 0 320 320');
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', `${product.name}, ${product.kind.toLowerCase()} in ${variant.name.toLowerCase()}`);
  picture.style.setProperty('--tint', variant.tint);
  const use = document.createElementNS(svg, 'use');
  use.setAttribute('href', `/drawings.svg#${product.id}`);
  picture.append(use);
  return picture;
}
