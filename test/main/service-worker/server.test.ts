import { expect, it } from 'vitest';
import { createIgEvents } from '../../../src/main/client.js';
import { registerServiceWorker } from '../../../src/main/register-service-worker.js';

it('does nothing where a server renders the page', async () => {
  const link = registerServiceWorker(createIgEvents(), { url: '/sw.js' });
  expect(await link.ready).toMatchObject({ name: 'unsupported', reason: 'There is no page: this is a server.' });
  expect(await link.drain()).toBeUndefined();
  link.close();
});
