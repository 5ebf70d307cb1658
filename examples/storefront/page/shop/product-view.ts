import { element } from '../element.js';
import { track } from '../track.js';
import { addToCart } from './cart-events.js';
import { findProduct, type Product, type Variant } from './catalog.js';
import { drawing } from './drawing.js';
import { currency } from './money.js';
import { price, shopView } from './shop-view.js';
import type { Shop, View } from './view.js';

export function productView(shop: Shop, id: string): View {
  const product = findProduct(id);
  if (!product) return shopView(shop, undefined);
  track('view_product', { productId: product.id, category: product.category, price: product.price, currency });

  let chosen = product.variants[0];
  const picture = element('div', { class: 'picture' });
  const show = (variant: Variant): void => {
    chosen = variant;
    picture.style.setProperty('--ground', variant.ground);
    picture.replaceChildren(drawing(product, variant));
  };
  show(chosen);

  const add = element(
    'button',
    {
      class: 'primary',
      type: 'button',
      'data-testid': 'add-to-cart',
      click: () => {
        addToCart(shop.cart, product, chosen);
        shop.openCart();
      },
    },
    'Add to cart',
  );
  const onChoose = (variant: Variant): void => {
    show(variant);
    track('choose_colour', { productId: product.id, variantId: variant.id });
  };
  return { title: product.name, content: element('article', { class: 'product' }, picture, details(product, onChoose, add)) };
}

function details(product: Product, onChoose: (variant: Variant) => void, add: HTMLElement): HTMLElement {
  return element(
    'div',
    { class: 'details' },
    element('p', { class: 'kind' }, product.kind),
    element('h1', {}, product.name),
    price(product),
    element('p', { class: 'lead' }, product.story),
    swatches(product, onChoose),
    add,
    element('ul', { class: 'facts' }, ...product.facts.map((fact) => element('li', {}, fact))),
  );
}

function swatches(product: Product, onChoose: (variant: Variant) => void): HTMLElement {
  const choices = product.variants.map((variant, index) => {
    const choice = element('input', {
      type: 'radio',
      name: 'colour',
      value: variant.id,
      'aria-label': variant.name,
      checked: index === 0,
      change: () => onChoose(variant),
    });
    choice.style.setProperty('--tint', variant.tint);
    return choice;
  });
  return element('fieldset', { class: 'swatches' }, element('legend', {}, 'Colour'), ...choices);
}
