/** What the page and the service worker have to agree on: where events go, and in whose name. */
export const igSettings = { endpoint: '/ig/events', site: 'storefront' } as const;
