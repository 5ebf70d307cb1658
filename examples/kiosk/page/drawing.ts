const svg = 'http://www.w3.org/2000/svg';

/** One of the drawings by its name. Decoration: what it shows stands beside it. */
export function drawing(name: string): SVGSVGElement {
  const picture = document.createElementNS(svg, 'svg');
  picture.setAttribute('viewBox', '0 0 320 320');
  picture.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(svg, 'use');
  use.setAttribute('href', `./drawings.svg#${name}`);
  picture.append(use);
  return picture;
}
