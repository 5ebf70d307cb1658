import type { TestGroup } from 'igevents';
import { element } from '../element.js';
import { track } from '../track.js';
import { createCart } from './cart.js';
import { createCartDrawer } from './cart-drawer.js';
import { checkoutView, thanksView } from './checkout-view.js';
import { createHeader } from './header.js';
import { productView } from './product-view.js';
import { hashToRoute, type Route } from './route.js';
import { freeShippingBar, joinOtherGroup } from './shipping.js';
import { searchView, shopView } from './shop-view.js';
import type { Shop, View } from './view.js';

/** The shop: it follows the address. */
export function createShop(group: TestGroup): HTMLElement {
  const cart = createCart(localStorage);
  const drawer = createCartDrawer(cart, group);
  const shop: Shop = { cart, group, openCart: drawer.open };
  const header = createHeader(shop);
  const bar = element('div');
  const main = element('main');
  const page = element('div', { class: 'page' }, bar, header.root, main, footer(group));

  const drawBar = (): void => bar.replaceChildren(...[freeShippingBar(group, cart.total())].filter((made) => made !== undefined));
  const show = (): void => {
    const route = hashToRoute(location.hash);
    drawer.close();
    header.show(route);
    const view = routeToView(shop, route);
    document.title = view.title === 'Oddment' ? 'Oddment' : `${view.title} · Oddment`;
    track('page_view', { path: location.hash.slice(1) || '/', title: view.title });
    main.replaceChildren(view.content);
    page.scrollTo(0, 0);
  };
  cart.onChange(drawBar);
  window.addEventListener('hashchange', show);
  drawBar();
  show();
  return element('div', { class: 'shop' }, page, drawer.root);
}

function routeToView(shop: Shop, route: Route): View {
  switch (route.name) {
    case 'shop':
      return shopView(shop, route.category);
    case 'search':
      return searchView(shop, route.query);
    case 'product':
      return productView(shop, route.id);
    case 'checkout':
      return checkoutView(shop);
    case 'thanks':
      return thanksView(route.orderId);
  }
}

function footer(group: TestGroup): HTMLElement {
  return element(
    'footer',
    {},
    element('p', {}, 'Oddment is a made-up shop. It shows what igevents does with the events of a real one.'),
    element(
      'p',
      { 'data-testid': 'test-group' },
      `Experience “${group.experienceName}”, your group: ${group.name.toLowerCase()}. `,
      element('button', { class: 'link', type: 'button', click: () => joinOtherGroup(localStorage, group) }, 'Join the other group'),
    ),
  );
}
