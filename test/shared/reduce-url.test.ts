import { describe, expect, it } from 'vitest';
import { createIsKept, reduceUrl, reduceUrls } from '../../src/shared/reduce-url.js';

const isKept = createIsKept(['variant']);
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.x3Jd8sK2';

describe('an address', () => {
  it.each([
    ['https://shop.example/products/blue-shirt-2024', 'https://shop.example/products/blue-shirt-2024'],
    ['https://shop.example/orders/1001?token=abc#top', 'https://shop.example/orders/1001'],
    ['https://anna:secret@shop.example:8080/a', 'https://shop.example:8080/a'],
    ['https://anna@mail.example:pw@shop.example', 'https://shop.example'],
    ['HTTPS:\\\\anna:pw@shop.example\\a?b', 'HTTPS://shop.example/a'],
    ['https:/anna:pw@shop.example/a', 'https://shop.example/a'],
    [`https://shop.example/reset/${jwt}/done`, 'https://shop.example/reset/[token]/done'],
    ['https://shop.example/u/anna%40mail.example/orders', 'https://shop.example/u/[email]/orders'],
    ['https://shop.example/u/anna@mail.example', 'https://shop.example/u/[email]'],
    ['https://shop.example/cart;jsessionid=1A2B/next', 'https://shop.example/cart/next'],
    ['https://shop.example/go/https://anna:pw@other.example/x', 'https://shop.example/go/https://other.example/x'],
    ['https://shop.example/go/https%3A%2F%2Fother.example%2F%3Ftoken%3Dabc', 'https://shop.example/go/https%3A%2F%2Fother.example%2F'],
    ['https://shop.example/pay/4111-1111-1111-1111', 'https://shop.example/pay/[card]'],
    ['myapp://callback?code=1', 'myapp://callback'],
    ['postgres://anna:pw@db.example/shop', 'postgres://db.example/shop'],
    ['file:///kiosk/index.html?key=1', 'file:///kiosk/index.html'],
    ['gid://shopify/Product/7982301053122', 'gid://shopify/Product/7982301053122'],
    ['data:text/html,<p>anna', 'data:'],
    ['about:blank', 'about:blank'],
    ['https://anna:pw@/', 'https://'],
    ['', ''],
  ])('%s is reduced to %s', (url, reduced) => {
    expect(reduceUrl(url, isKept)).toBe(reduced);
  });

  it.each([
    ['/a?utm_source=news&token=1&UTM_Medium=mail', '/a?utm_source=news&UTM_Medium=mail'],
    ['/a?variant=41397031600258&x', '/a?variant=41397031600258'],
    ['/a?utm_source=news;token=1', '/a?utm_source=news'],
    ['/a?utm_source=anna%40mail.example+x', '/a?utm_source=%5Bemail%5D%20x'],
    ['/a?utm_content=https%3A%2F%2Fb.example%2F%3Ftoken%3D1', '/a?utm_content=https%3A%2F%2Fb.example%2F'],
    [`/a?utm_term=${jwt}`, '/a?utm_term=%5Btoken%5D'],
    ['/a?utm_source=100%&utm_term=%ff', '/a?utm_source=100%&utm_term=%ff'],
    ['/a?utm_source', '/a'],
    ['/a?utm_source=%22%3Ftoken%3Dabc', '/a?utm_source=%22'],
  ])('keeps the parameters that are allowed, and redacts them: %s becomes %s', (url, reduced) => {
    expect(reduceUrl(url, isKept)).toBe(reduced);
  });
});

describe('an address in an address in an address', () => {
  it('is reduced, and what lies deeper is left out', () => {
    const nested = (paths: readonly string[]): string =>
      paths.reduceRight((inner, path) => (inner === '' ? path : `${path}?utm_content=${encodeURIComponent(inner)}`), '');
    expect(reduceUrl(nested(['/1', '/2?token=a', '/3']), isKept)).toBe(nested(['/1', '/2']));
    expect(reduceUrl(nested(['/1', '/2', '/3', '/4?token=a']), isKept)).toBe(nested(['/1', '/2', '/3?utm_content=']));
  });
});

describe('a text', () => {
  it.each([
    ['/reset?token=abc', '/reset'],
    ['../reset?token=abc', '../reset'],
    ['//cdn.example/a.jpg?v=1', '//cdn.example/a.jpg'],
    ['//anna:pw@cdn.example/a', '//cdn.example/a'],
    ['checkout?token=abc', 'checkout'],
    ['?q=shoes&utm_source=news', '?utm_source=news'],
    ['?token=abc', '?'],
    ['#access_token=abc', '#'],
    ['https://shop.example/?q=blue shirt&token=abc', 'https://shop.example/'],
  ])('that is an address as a whole is reduced as one: %s becomes %s', (text, reduced) => {
    expect(reduceUrls(text, isKept)).toBe(reduced);
  });

  it.each([
    ['see https://a.example/?t=1 and http://b.example/x#y, please', 'see https://a.example/ and http://b.example/x please'],
    ['{"next":"https://a.example/?t=1","qty":2}', '{"next":"https://a.example/","qty":2}'],
    ['next=https%3A%2F%2Fanna%3Apw%40a.example%2F%3Ft%3D1&x=2', 'next=[redacted]'],
    ['next=https%253A%252F%252Fa.example%252F%253Ft%253D1 x', 'next=[redacted] x'],
  ])('loses what its addresses say too much: %s becomes %s', (text, reduced) => {
    expect(reduceUrls(text, isKept)).toBe(reduced);
  });

  it.each([
    'really? yes',
    '/@handle/posts',
    'what? a=b',
    'C# is fine',
    '#1 seller',
    '#ff8800',
    '50% off',
    '24/7',
    'https://shop.example is down? yes',
    'note: see below',
    '://',
    'a=b',
    '/',
  ])('without an address stays as it is: %s', (text) => {
    expect(reduceUrls(text, isKept)).toBe(text);
  });
});
