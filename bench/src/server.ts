import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';

/** Serves the page, the library as shipped and the cheapest collector that gives valid acknowledgements: it reads no body. */
export interface BenchServer {
  url: string;
  /** What was delivered since the last reset. */
  received: Received;
  reset(): void;
  close(): void;
}

export interface Received {
  requests: number;
  events: number;
  bodyBytes: number;
}

const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Example Shop</title>
    <link rel="icon" href="data:,">
    <script type="importmap">{"imports":{"igevents":"/lib/index.js","comlink":"/comlink/comlink.mjs"}}</script>
    <script type="module" src="/bench/page.js"></script>
  </head>
</html>`;

// With these two the page's clock ticks in steps of 5 µs instead of 100.
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

export async function startServer(root: string): Promise<BenchServer> {
  const folders: Record<string, string> = {
    lib: join(root, 'dist'),
    comlink: join(root, 'node_modules/comlink/dist/esm'),
    bench: join(root, 'bench/dist/page'),
  };
  const received: Received = { requests: 0, events: 0, bodyBytes: 0 };

  function serveFile(path: string, response: ServerResponse): void {
    const [, folder = '', ...rest] = normalize(path).split('/');
    const home = folders[folder];
    if (!home) {
      response.writeHead(folder === '' || folder === 'products' ? 200 : 404, { ...isolation, 'content-type': 'text/html' });
      response.end(html);
      return;
    }
    try {
      const content = readFileSync(join(home, ...rest));
      response.writeHead(200, { ...isolation, 'content-type': 'text/javascript' });
      response.end(content);
    } catch {
      response.writeHead(404, isolation);
      response.end();
    }
  }

  function collect(request: IncomingMessage, response: ServerResponse): void {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('end', () => {
      const batch = String(request.headers['ig-batch']);
      // A batch's id ends in the number of its events.
      const accepted = Number(batch.split('.').at(-1));
      received.requests += 1;
      received.events += accepted;
      received.bodyBytes += bytes;
      response.writeHead(200, { ...isolation, 'content-type': 'application/json' });
      response.end(JSON.stringify({ batch, accepted, duplicates: 0, rejected: [], retryAfterMs: 0 }));
    });
  }

  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path === '/ig/events') collect(request, response);
    else serveFile(path, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    received,
    reset: () => Object.assign(received, { requests: 0, events: 0, bodyBytes: 0 }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
