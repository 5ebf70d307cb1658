/** What the measurements push: events of a shop, about 300 bytes as JSON each, no two of them alike. */
export interface ShopEvent {
  event: string;
  properties: Record<string, unknown>;
}

const products = [
  'Merino crew neck',
  'Canvas tote',
  'Trail runner',
  'Linen shirt',
  'Rain shell',
  'Wool beanie',
  'Denim jacket',
  'Silk scarf',
];
const colours = ['navy', 'olive', 'sand', 'black', 'rust', 'ecru'];
const sizes = ['XS', 'S', 'M', 'L', 'XL'];
const lists = ['New arrivals', 'Best sellers', 'Recommended for you', 'Recently viewed', 'Sale'];
const terms = ['rain jacket', 'gift under 50', 'wool socks', 'linen dress', 'size guide', 'running shoes wide'];

/** A visitor whose events follow from the seed alone. */
export function createShopper(seed: number): () => ShopEvent {
  const random = createRandom(seed);
  const upTo = (limit: number): number => Math.floor(random() * limit);
  const pick = (choices: readonly string[]): string => choices[upTo(choices.length)] ?? '';
  const cartId = `c1-${hex(upTo)}${hex(upTo)}`;

  const item = (): Record<string, unknown> => ({
    productId: 7_900_000_000_000 + upTo(999_999_999),
    sku: `${pick(['A', 'K', 'M', 'R'])}-${10_000 + upTo(90_000)}`,
    collection: pick(lists),
    name: pick(products),
    variant: `${pick(sizes)} / ${pick(colours)}`,
    price: 9.9 + upTo(24_000) / 100,
    currency: 'EUR',
  });
  const viewed = (): ShopEvent => ({
    event: 'product_viewed',
    properties: {
      ...item(),
      list: pick(lists),
      position: upTo(48),
      rating: upTo(50) / 10,
      inStock: upTo(9) > 0,
      image: `/files/${hex(upTo)}.webp`,
      related: [upTo(99_999), upTo(99_999), upTo(99_999)],
    },
  });
  const kinds: (() => ShopEvent)[] = [
    viewed,
    () => ({
      event: 'add_to_cart',
      properties: {
        ...item(),
        qty: 1 + upTo(3),
        cartId,
        cartValue: upTo(40_000) / 100,
        cartItems: 1 + upTo(7),
        from: pick(['product', 'quick view', 'list']),
        gift: upTo(5) === 0,
      },
    }),
    () => ({
      event: 'search_performed',
      properties: {
        term: pick(terms),
        request: `${hex(upTo)}-${hex(upTo)}`,
        suggested: [pick(terms), pick(terms)],
        results: upTo(240),
        page: 1 + upTo(4),
        tookMs: upTo(900),
        filters: { colour: pick(colours), size: pick(sizes), max: upTo(300) },
        sort: pick(['relevance', 'price', 'newest']),
        shown: [item()['sku'], item()['sku'], item()['sku'], item()['sku']],
      },
    }),
    () => ({
      event: 'price_test_seen',
      properties: {
        ...item(),
        compareAt: 20 + upTo(25_000) / 100,
        badge: pick(['none', 'sale', 'last pieces']),
        scrolled: upTo(100),
        visibleMs: upTo(20_000),
        column: upTo(4),
        request: `${hex(upTo)}${hex(upTo)}`,
      },
    }),
    () => ({
      event: 'checkout_step',
      properties: {
        step: 1 + upTo(4),
        cartId,
        items: [item(), { sku: item()['sku'], qty: 1 + upTo(2) }],
        shipping: pick(['standard', 'express', 'pick-up']),
        total: upTo(60_000) / 100,
      },
    }),
  ];
  return () => (kinds[upTo(kinds.length)] ?? viewed)();
}

/** The seed of each burst of a backlog: another visitor each time. */
export function burstSeed(seed: number, burst: number): number {
  return seed * 1_000_003 + burst;
}

export function shopEvents(seed: number, count: number): ShopEvent[] {
  const next = createShopper(seed);
  return Array.from({ length: count }, next);
}

function hex(upTo: (limit: number) => number): string {
  return upTo(0xffff_ffff).toString(16).padStart(8, '0');
}

/** mulberry32: small, fast, and good enough to make events differ. */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
