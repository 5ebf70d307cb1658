// Secrets in every place of a page where a shop may have them, and the search for them afterwards.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShopPage } from './shop-page.js';

/** A test number of a network, which no other test knows. */
const card = '4000 0566 5566 5556';

/** Every secret holds a number of its own, so that the search tells which one it has found. */
const canary = /canary_?\d\d|4000\W?0566\W?5566\W?5556/g;

/** What a shop is told about its visitor by accident: where this page was come from, what its settings hold, and what is pushed on it. */
export const referrerPath = '/from/canary01a1B2c3D4e5F6g7?token=canary02';
export const settings = { redactKeys: ['dateOfBirth'], context: { contact: 'canary03@mail.example', cartToken: 'c1-7f3a' } };
export const address = {
  path: '/account/canary04%40mail.example/eyJhbGciOiJIUzI1NiJ9.canary05/orders/1001',
  query: '?token=canary06&utm_source=newsletter&utm_term=canary07%40mail.example',
  fragment: '#canary08',
};
export const title = 'Hello canary09@mail.example';
export const event = {
  event: 'signup canary10@mail.example',
  properties: {
    email: 'canary11@mail.example',
    note: `pay with ${card}, please`,
    digits: card.replaceAll(' ', ''),
    profile: 'https://anna:canary12@shop.example/profile',
    login: 'https://shop.example/login?next=https%3A%2F%2Fshop.example%2F%3Ftoken%3Dcanary13#canary14',
    visitors: [{ name: 'x', accessToken: 'canary15', dateOfBirth: 'canary16' }],
    search: '?q=canary17',
    log: 'went to https://shop.example/reset?token=canary18 and back',
    'canary19@mail.example': 1,
    // None of these is a secret.
    orderId: '1001-17',
    at: '1732380000000',
    sku: 'A-17',
    variantId: 41_397_031_600_258,
    from: 'https://shop.example/products/blue-shirt-2024',
  },
};

/** What is left of the event above. */
export const kept = {
  name: 'signup [email]',
  properties: {
    email: '[email]',
    note: 'pay with [card], please',
    digits: '[card]',
    profile: 'https://shop.example/profile',
    login: 'https://shop.example/login',
    visitors: [{ name: 'x', accessToken: '[redacted]', dateOfBirth: '[redacted]' }],
    search: '?',
    log: 'went to https://shop.example/reset and back',
    '[email]': 1,
    orderId: '1001-17',
    at: '1732380000000',
    sku: 'A-17',
    variantId: 41_397_031_600_258,
    from: 'https://shop.example/products/blue-shirt-2024',
  },
};

/** Which secrets stand in a text. */
export function secretsIn(text: string): string[] {
  return Array.from(new Set(text.match(canary) ?? [])).toSorted();
}

/** Everything that the page's origin has stored, as text. */
export function readStorage({ page }: ShopPage): Promise<string> {
  return page.evaluate(async () => {
    const found: unknown[] = [{ ...localStorage }, document.cookie];
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await toPromise(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const table = database.transaction(store).objectStore(store);
        found.push(name, store, await toPromise(table.getAllKeys()), await toPromise(table.getAll()));
      }
      database.close();
    }
    return JSON.stringify(found);

    function toPromise<Result>(request: IDBRequest<Result>): Promise<Result> {
      return new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    }
  });
}

/** The bytes of the files in which a browser that has ended keeps what pages have stored, as text, with and without the zeros of UTF-16. */
export function readProfile(profile: string): string {
  return ['Local Storage', 'IndexedDB']
    .flatMap((folder) => readFiles(join(profile, 'Default', folder)))
    .map((bytes) => `${bytes.toString('latin1')}\n${bytes.toString('latin1').replaceAll('\0', '')}`)
    .join('\n');
}

function readFiles(folder: string): Buffer[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}
