import { drawing } from '../drawing.js';
import { element } from '../element.js';
import { type CategoryId, categories, type Dish, dishes } from '../menu.js';
import { euros } from '../money.js';

export interface MenuParts {
  onCategory(id: CategoryId): void;
  onDish(id: string): void;
}

/** The dishes, all on one screen; a category brings its own to the front. */
export function createMenuScreen({ onCategory, onDish }: MenuParts): HTMLElement {
  const cards = new Map(dishes.map((dish) => [dish, card(dish, onDish)]));
  const tabs = categories.map(({ id, name }) =>
    element('button', { type: 'button', class: 'tab', 'aria-pressed': 'false', click: () => choose(id) }, name),
  );
  const all = element('button', { type: 'button', class: 'tab', 'aria-pressed': 'true', click: () => choose(undefined) }, 'All');

  function choose(chosen: CategoryId | undefined): void {
    for (const [dish, node] of cards) node.hidden = chosen !== undefined && dish.category !== chosen;
    for (const [index, tab] of tabs.entries()) tab.setAttribute('aria-pressed', String(categories[index]?.id === chosen));
    all.setAttribute('aria-pressed', String(chosen === undefined));
    if (chosen) onCategory(chosen);
  }

  return element(
    'section',
    { class: 'menu' },
    element('header', { class: 'menu-head' }, element('p', { class: 'brand' }, 'Fennel'), element('nav', {}, all, ...tabs)),
    element('div', { class: 'dishes' }, ...cards.values()),
  );
}

function card(dish: Dish, onDish: (id: string) => void): HTMLElement {
  const ground = element('span', { class: 'ground' }, drawing(dish.id));
  ground.style.background = dish.ground;
  return element(
    'button',
    { type: 'button', class: 'dish', click: () => onDish(dish.id) },
    ground,
    element('span', { class: 'dish-name' }, dish.name),
    element('span', { class: 'dish-story' }, dish.story),
    element('span', { class: 'dish-price' }, euros(dish.cents)),
    element('span', { class: 'plus', 'aria-hidden': 'true' }, '+'),
  );
}
