import { type Context, Hono } from 'hono';
import { type FleetQuery, fleetFilters } from './fleet/to-fleet-page.js';
import type { FleetFilter } from './fleet-model.js';
import type { Facet } from './read-model.js';
import { refusal } from './refusal.js';
import type { EventFilter, Store } from './store.js';

const defaultLimit = 100;
const maxLimit = 1_000;
const facets: readonly string[] = ['property', 'user', 'account', 'testGroup', 'campaign', 'consent', 'device'] satisfies Facet[];

/** What the dashboard asks. Same-origin only: stored events are nobody else's business. */
export function createReadApi(store: Store, now: () => number): Hono {
  return new Hono()
    .get('/summary', async (c) => c.json(await store.summary()))
    .get('/names', async (c) => c.json(await store.names(now())))
    .get('/outboxes', async (c) => c.json(await store.outboxes()))
    .get('/fleet', async (c) => c.json(await store.fleet(parseFleetQuery(c), now())))
    .get('/fleet/:key', async (c) => {
      const device = await store.device(c.req.param('key'), now());
      if (!device) throw refusal(404, 'not-found', 'No device with this key has sent anything.');
      return c.json(device);
    })
    .get('/events', async (c) => c.json(await store.events(parseFilter(c))))
    .get('/events/:id', async (c) => {
      const event = await store.event(c.req.param('id'));
      if (!event) throw refusal(404, 'not-found', 'No custom event with this id has been stored.');
      return c.json(event);
    })
    .get('/breakdown', async (c) => {
      const { name, path = '' } = c.req.query();
      const by = parseFacet(c.req.query('by'));
      if (name === undefined) throw refusal(400, 'invalid-query', 'The query has no name. Add ?name=<event name>.');
      if (by === 'property' && path === '') throw refusal(400, 'invalid-query', 'The query has no path. Add &path=<property>.');
      return c.json(await store.breakdown(name, by, path));
    });
}

function parseFilter(c: Context): EventFilter {
  const query = c.req.query();
  const value = query['value'];
  return {
    name: query['name'] || undefined,
    user: query['user'] || undefined,
    text: query['q'] || undefined,
    facet: value === undefined ? undefined : { by: parseFacet(query['by']), path: query['path'] ?? '', value },
    withoutHeartbeats: query['heartbeats'] === 'hidden',
    before: parseNumber(query['before'], 'before'),
    limit: parseLimit(query['limit']),
  };
}

function parseFleetQuery(c: Context): FleetQuery {
  const { show = 'all', q = '', limit } = c.req.query();
  if (!isFleetFilter(show))
    throw refusal(400, 'invalid-query', `show is ${JSON.stringify(show.slice(0, 40))}. Use one of ${fleetFilters.join(', ')}.`);
  return { show, text: q, limit: parseLimit(limit) };
}

function isFleetFilter(text: string): text is FleetFilter {
  return fleetFilters.some((filter) => filter === text);
}

function parseLimit(text: string | undefined): number {
  return Math.min(maxLimit, Math.max(1, parseNumber(text, 'limit') ?? defaultLimit));
}

function parseFacet(text: string | undefined): Facet {
  if (text === undefined) return 'property';
  if (isFacet(text)) return text;
  throw refusal(400, 'invalid-query', `by is ${JSON.stringify(text.slice(0, 40))}. Use one of ${facets.join(', ')}.`);
}

function isFacet(text: string): text is Facet {
  return facets.includes(text);
}

function parseNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw refusal(400, 'invalid-query', `${name} is ${JSON.stringify(text.slice(0, 40))}. Send decimal digits.`);
}
