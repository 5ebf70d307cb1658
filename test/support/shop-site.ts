// The smallest shop: one page that runs the built library, as a consumer would who serves its files as they are.
import { readdirSync, readFileSync } from 'node:fs';

/** A file of the site. */
export interface SiteFile {
  type: 'text/html' | 'text/javascript';
  content: string | Buffer;
}

const html = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Shop</title>
<link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "comlink": "/comlink.mjs" } }</script>
<script>
  const query = new URLSearchParams(location.search);
  window.uncaught = [];
  addEventListener('error', ({ message }) => window.uncaught.push(message));
  addEventListener('unhandledrejection', ({ reason }) => window.uncaught.push(String(reason)));
  for (const item of JSON.parse(query.get('stub') ?? '[]')) (window.igEvents ||= []).push(item);
</script>
<script type="module">
  const { createIgEvents } = await import('/' + (query.get('library') ?? 'igevents') + '/index.js');
  window.client = createIgEvents(JSON.parse(query.get('settings') ?? '{}'));
  if (query.has('installed')) await navigator.serviceWorker.register('/shell.js');
</script>`;

/** Reads the built library: `npm run build` has to come first. */
export function readSite(): Map<string, SiteFile> {
  const dist = new URL('../../dist/', import.meta.url);
  const comlink = new URL('../../node_modules/comlink/dist/esm/comlink.min.mjs', import.meta.url);
  const scripts = readdirSync(dist).filter((name) => name.endsWith('.js'));
  const site = new Map<string, SiteFile>([
    ['/', { type: 'text/html', content: html }],
    ['/elsewhere', { type: 'text/html', content: '<!doctype html><title>Elsewhere</title>' }],
    ['/comlink.mjs', { type: 'text/javascript', content: readFileSync(comlink) }],
  ]);
  for (const name of scripts) {
    const file: SiteFile = { type: 'text/javascript', content: readFileSync(new URL(name, dist)) };
    for (const folder of ['igevents', 'copy']) site.set(`/${folder}/${name}`, file);
  }
  site.set('/shell.js', { type: 'text/javascript', content: shell([...site.keys()]) });
  return site;
}

/** What makes the shop open without a connection: a service worker that answers from its cache and lets events pass. */
function shell(paths: readonly string[]): string {
  return `
    addEventListener('install', (event) => event.waitUntil((async () => {
      await (await caches.open('shell')).addAll(${JSON.stringify(paths)});
      await skipWaiting();
    })()));
    addEventListener('activate', (event) => event.waitUntil(clients.claim()));
    addEventListener('fetch', (event) => {
      if (event.request.method !== 'GET') return;
      event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((found) => found ?? fetch(event.request)));
    });`;
}
