import type { TestGroup } from 'igevents';
import type { Cart } from './cart.js';

/** What the views of the shop are given. */
export interface Shop {
  cart: Cart;
  group: TestGroup;
  openCart(): void;
}

export interface View {
  title: string;
  content: HTMLElement;
}
