import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStaticSite } from '../../../collector/src/index.js';
import { urlToRoute } from '../shared/route.js';

/** Serves the built shop: its files, and its page at each address that the shop knows. */
export function createShopSite(directory: string): ReturnType<typeof createStaticSite> {
  const html = readFileSync(join(directory, 'index.html'), 'utf8');
  const headers = { 'content-security-policy': policyOf(html), 'referrer-policy': 'same-origin' };
  const serveFile = createStaticSite(directory, '', headers);
  return (c) => {
    if (urlToRoute(new URL(c.req.url)) === undefined) return serveFile(c);
    return new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache', ...headers } });
  };
}

/** Nothing but the shop's own files, and the scripts that stand in the page as it was built. */
function policyOf(html: string): string {
  const inline = [...html.matchAll(/<script>(.*?)<\/script>/gs)].map(([, script = '']) => `'sha256-${sha256(script)}'`);
  return [
    "default-src 'none'",
    ['script-src', "'self'", ...inline].join(' '),
    ...['worker-src', 'style-src', 'img-src', 'connect-src', 'manifest-src', 'form-action'].map((name) => `${name} 'self'`),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
