export type CategoryId = 'warm' | 'cold' | 'sweet';

export interface Dish {
  /** Also names the drawing. */
  id: string;
  name: string;
  story: string;
  category: CategoryId;
  cents: number;
  /** Colour behind the drawing. */
  ground: string;
}

export const categories: readonly { id: CategoryId; name: string }[] = [
  { id: 'warm', name: 'Kitchen' },
  { id: 'cold', name: 'Drinks' },
  { id: 'sweet', name: 'Sweet' },
];

export const dishes: readonly Dish[] = [
  { id: 'bowl', name: 'Garden bowl', story: 'Grains, greens, a soft egg', category: 'warm', cents: 1_150, ground: '#dcebcf' },
  { id: 'soup', name: 'Tomato soup', story: 'Roasted, with basil oil', category: 'warm', cents: 750, ground: '#fbdccf' },
  { id: 'flatbread', name: 'Herb flatbread', story: 'Feta, olives, wild thyme', category: 'warm', cents: 920, ground: '#f7e7bd' },
  { id: 'dumplings', name: 'Dumplings', story: 'Six, steamed, with ginger', category: 'warm', cents: 980, ground: '#d9e4f2' },
  { id: 'lemonade', name: 'Lemonade', story: 'Pressed this morning', category: 'cold', cents: 450, ground: '#fbf0b6' },
  { id: 'coffee', name: 'Coffee', story: 'From the mill next door', category: 'cold', cents: 320, ground: '#ead9cc' },
  { id: 'cake', name: 'Berry cake', story: 'A slice, still warm', category: 'sweet', cents: 480, ground: '#f3d7e3' },
  { id: 'gelato', name: 'Pistachio gelato', story: 'Two scoops in a cup', category: 'sweet', cents: 390, ground: '#d7eadf' },
];

export function findDish(id: string): Dish | undefined {
  return dishes.find((dish) => dish.id === id);
}
