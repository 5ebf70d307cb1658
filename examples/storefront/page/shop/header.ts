import { element } from '../element.js';
import { categories } from './catalog.js';
import type { Route } from './route.js';
import type { Shop } from './view.js';

export interface Header {
  root: HTMLElement;
  show(route: Route): void;
}

export function createHeader(shop: Shop): Header {
  const links = [{ id: '', name: 'All' }, ...categories].map(({ id, name }) => ({
    id,
    link: element('a', { href: id ? `#/category/${id}` : '#/' }, name),
  }));
  const query = element('input', { type: 'search', placeholder: 'Search', 'aria-label': 'Search', 'data-testid': 'search' });
  const count = element('span', { class: 'count', 'data-testid': 'cart-count' });
  const onSearch = (event: Event): void => {
    event.preventDefault();
    const words = query.value.trim();
    location.hash = words ? `#/search/${encodeURIComponent(words)}` : '#/';
  };
  const drawCount = (): void => count.replaceChildren(String(shop.cart.count()));
  shop.cart.onChange(drawCount);
  drawCount();

  return {
    root: element(
      'header',
      { class: 'top' },
      element('a', { class: 'brand', href: '#/' }, element('img', { src: '/icon.svg', alt: '' }), 'oddment'),
      element('nav', { 'aria-label': 'Categories' }, ...links.map(({ link }) => link)),
      element('form', { role: 'search', submit: onSearch }, query),
      element('button', { class: 'cart', type: 'button', 'data-testid': 'open-cart', click: shop.openCart }, 'Cart ', count),
    ),
    show(route) {
      const current = route.name === 'shop' ? (route.category ?? '') : undefined;
      for (const { id, link } of links) link.setAttribute('aria-current', id === current ? 'page' : 'false');
      query.value = route.name === 'search' ? route.query : '';
    },
  };
}
