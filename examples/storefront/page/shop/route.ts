/** What the address after `#` asks for. */
export type Route =
  | { name: 'shop'; category: string | undefined }
  | { name: 'search'; query: string }
  | { name: 'product'; id: string }
  | { name: 'checkout' }
  | { name: 'thanks'; orderId: string };

export function hashToRoute(hash: string): Route {
  const [name, ...rest] = hash.replace(/^#\/?/, '').split('/');
  const value = decode(rest.join('/'));
  if (name === 'search' && value) return { name, query: value };
  if (name === 'product') return { name, id: value };
  if (name === 'checkout') return { name };
  if (name === 'thanks') return { name, orderId: value };
  return { name: 'shop', category: name === 'category' ? value : undefined };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
