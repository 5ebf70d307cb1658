import { element } from '../element.js';
import { track } from '../track.js';
import { addToCart } from './cart-events.js';
import { categories, type Product, products, searchProducts } from './catalog.js';
import { drawing } from './drawing.js';
import { euros } from './money.js';
import type { Shop, View } from './view.js';

export function shopView(shop: Shop, categoryId: string | undefined): View {
  const category = categories.find(({ id }) => id === categoryId);
  if (!category) {
    return { title: 'Oddment', content: element('div', {}, hero(), grid(shop, products)) };
  }
  track('view_category', { category: category.id });
  const shown = products.filter((product) => product.category === category.id);
  return { title: category.name, content: element('div', {}, element('h1', {}, category.name), grid(shop, shown)) };
}

export function searchView(shop: Shop, query: string): View {
  const found = searchProducts(query);
  track('search', { query, results: found.length });
  const heading = found.length > 0 ? `Found for “${query}”` : `Nothing for “${query}”`;
  const hint = found.length > 0 ? undefined : element('p', { class: 'lead' }, 'Try lamp, tea, wood or glass.');
  return { title: 'Search', content: element('div', {}, element('h1', {}, heading), hint, grid(shop, found)) };
}

function hero(): HTMLElement {
  return element(
    'section',
    { class: 'hero' },
    element('h1', {}, 'Eight good objects.', element('br'), 'That is the whole shop.'),
    element(
      'p',
      { class: 'campaign' },
      element('strong', {}, 'Lamp week'),
      ' Beacon and Halo cost less until Sunday. ',
      element('a', { href: '#/category/light' }, 'See the lamps'),
    ),
  );
}

function grid(shop: Shop, shown: readonly Product[]): HTMLElement {
  return element('ul', { class: 'grid' }, ...shown.map((product) => element('li', {}, card(shop, product))));
}

function card(shop: Shop, product: Product): HTMLElement {
  const [variant] = product.variants;
  const picture = element(
    'a',
    { class: 'picture', href: `#/product/${product.id}`, 'data-testid': `product-${product.id}` },
    drawing(product, variant),
  );
  picture.style.setProperty('--ground', variant.ground);
  const add = element(
    'button',
    {
      class: 'quick-add',
      type: 'button',
      'aria-label': `Add ${product.name} to the cart`,
      'data-testid': `quick-add-${product.id}`,
      click: () => addToCart(shop.cart, product, variant),
    },
    '+',
  );
  return element(
    'article',
    { class: 'card' },
    picture,
    add,
    element('h2', {}, element('a', { href: `#/product/${product.id}` }, product.name)),
    element('p', {}, product.kind),
    price(product),
  );
}

export function price(product: Product): HTMLElement {
  const before = product.regularPrice === undefined ? undefined : element('s', {}, euros(product.regularPrice));
  return element('p', { class: 'price' }, euros(product.price), ' ', before);
}
