/** What an address of the shop asks for. */
export type Route =
  | { name: 'listing'; category: string | undefined }
  | { name: 'search'; query: string }
  | { name: 'product'; id: string }
  | { name: 'checkout' }
  | { name: 'thanks'; orderId: string }
  | { name: 'account' };

/**
 * The one list of addresses: the page shows by it, the server and the service worker answer these with the shell.
 *
 * @returns undefined where the shop has no page.
 */
export function urlToRoute({ pathname, searchParams }: URL): Route | undefined {
  const [name = '', value = '', ...rest] = pathname.slice(1).split('/');
  if (rest.length > 0) return undefined;
  switch (name) {
    case '':
      return { name: 'listing', category: undefined };
    case 'category':
      return { name: 'listing', category: value };
    case 'search':
      return { name, query: searchParams.get('q')?.trim() ?? '' };
    case 'product':
      return { name, id: value };
    case 'thanks':
      return { name, orderId: value };
    case 'checkout':
    case 'account':
      return { name };
  }
  return undefined;
}
