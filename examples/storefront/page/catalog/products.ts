export type CategoryId = 'light' | 'table' | 'room';

export interface Category {
  id: CategoryId;
  name: string;
}

/** One colour of a product: what is put into the cart. */
export interface Variant {
  id: string;
  name: string;
  /** Colour of the object. */
  tint: string;
  /** Colour behind it. */
  ground: string;
}

export interface Product {
  /** Also names the drawing. */
  id: string;
  name: string;
  kind: string;
  category: CategoryId;
  /** In euros. */
  price: number;
  /** Price outside the campaign. */
  regularPrice?: number;
  story: string;
  facts: readonly string[];
  variants: readonly [Variant, ...Variant[]];
}

export const categories: readonly Category[] = [
  { id: 'light', name: 'Light' },
  { id: 'table', name: 'Table' },
  { id: 'room', name: 'Room' },
];

const coral = { name: 'Coral', tint: '#ef6f53', ground: '#fbd9cd' };
const cobalt = { name: 'Cobalt', tint: '#3457d5', ground: '#d3defb' };
const sun = { name: 'Sun', tint: '#f5b82e', ground: '#fdebbd' };
const moss = { name: 'Moss', tint: '#4f8a5b', ground: '#d3e8d3' };
const plum = { name: 'Plum', tint: '#7a4b8f', ground: '#e6d8ee' };
const ink = { name: 'Ink', tint: '#2d3a55', ground: '#d5dbe6' };

export const products: readonly Product[] = [
  {
    id: 'beacon',
    name: 'Beacon',
    kind: 'Table lamp',
    category: 'light',
    price: 79,
    regularPrice: 95,
    story: 'A quiet cone of light for the corner of the desk where the evening begins.',
    facts: ['Powder-coated steel', 'Dims with a tap', '2 m woven cord'],
    variants: variants('beacon', sun, coral, ink),
  },
  {
    id: 'morning',
    name: 'Morning',
    kind: 'Mug',
    category: 'table',
    price: 18,
    story: 'Holds exactly as much coffee as a person needs before speaking.',
    facts: ['Stoneware, 300 ml', 'Dishwasher safe', 'Handle for three fingers'],
    variants: variants('morning', cobalt, coral, moss),
  },
  {
    id: 'stem',
    name: 'Stem',
    kind: 'Vase',
    category: 'room',
    price: 34,
    story: 'Its narrow neck makes a single branch from the garden look intended.',
    facts: ['Glazed inside', '22 cm high', 'Turned by hand'],
    variants: variants('stem', coral, plum, ink),
  },
  {
    id: 'round',
    name: 'Round',
    kind: 'Teapot',
    category: 'table',
    price: 46,
    story: 'Four cups, no drops on the tablecloth. The spout took us eleven tries.',
    facts: ['Porcelain, 1 l', 'Sieve included', 'Lid that stays on'],
    variants: variants('round', moss, plum, sun),
  },
  {
    id: 'quarter',
    name: 'Quarter',
    kind: 'Wall clock',
    category: 'room',
    price: 58,
    story: 'The tinted quarter is yours: nobody may plan anything in it.',
    facts: ['Silent movement', '30 cm', 'One AA cell lasts two years'],
    variants: variants('quarter', plum, cobalt, coral),
  },
  {
    id: 'halo',
    name: 'Halo',
    kind: 'Pendant lamp',
    category: 'light',
    price: 119,
    regularPrice: 139,
    story: 'Hangs low over the table and keeps the conversation in one warm circle.',
    facts: ['Spun aluminium', '38 cm wide', 'Cord shortens without tools'],
    variants: variants('halo', cobalt, sun, moss),
  },
  {
    id: 'still',
    name: 'Still',
    kind: 'Carafe and glass',
    category: 'table',
    price: 29,
    story: 'Water, within reach, in something better than the bottle it came in.',
    facts: ['Blown glass, 800 ml', 'Cork stopper', 'The glass is its lid'],
    variants: variants('still', ink, moss, cobalt),
  },
  {
    id: 'tripod',
    name: 'Tripod',
    kind: 'Stool',
    category: 'room',
    price: 89,
    story: 'Three legs never wobble. A seat, a side table, a step to the top shelf.',
    facts: ['Oiled beech', 'Carries 150 kg', '45 cm high'],
    variants: variants('tripod', sun, moss, cobalt),
  },
];

type Colour = Omit<Variant, 'id'>;

function variants(product: string, first: Colour, ...others: Colour[]): readonly [Variant, ...Variant[]] {
  const toVariant = (colour: Colour): Variant => ({ ...colour, id: `${product}-${colour.name.toLowerCase()}` });
  return [toVariant(first), ...others.map(toVariant)];
}

export function findProduct(id: string): Product | undefined {
  return products.find((product) => product.id === id);
}

export function searchProducts(query: string): readonly Product[] {
  const words = query.toLowerCase().split(/\s+/);
  return products.filter((product) => {
    const text = `${product.name} ${product.kind} ${product.category} ${product.story} ${product.facts.join(' ')}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
