/** What the page and its service worker must agree on: the same outbox, sent to the same place. */
export const pipelineSettings = { site: 'kiosk', preset: 'kiosk', endpoint: '/ig/events' } as const;
