import type { MiddlewareHandler } from 'hono';
import { header } from '../../src/shared/cloud-event.js';

const igHeaders = Object.values(header).join(', ');

/**
 * Storefronts live on other origins than their collector: any origin may post, without credentials. Only the intake says so;
 * the read API stays same-origin, so that no other site can read stored events through a visitor's browser.
 */
export function allowAnyOrigin(): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'OPTIONS') {
      c.res = new Response(null, {
        status: 204,
        headers: {
          'access-control-allow-methods': 'POST, OPTIONS',
          'access-control-allow-headers': `content-type, content-encoding, authorization, ${igHeaders}`,
          'access-control-max-age': '86400',
        },
      });
    } else {
      await next();
    }
    c.res.headers.set('access-control-allow-origin', '*');
    c.res.headers.set('access-control-expose-headers', `retry-after, ${igHeaders}`);
  };
}
