// A whole shop on one loopback port: the page, the real collector with its store in a file, and a switch for faults between the two.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type CollectorOptions, createCollector, eventsPath, openDuckdbStore, type Store } from '../../collector/src/index.js';
import type { EventInput, IgEventsSettings } from '../../src/main/index.js';
import { type Exchange, type Fault, healthy, type SeenRequest } from './faults.js';
import { readSite, type SiteFile } from './shop-site.js';

export interface ShopPageOptions {
  settings?: Omit<IgEventsSettings, 'createWorker' | 'onProblem'>;
  /** What a stub array holds before the library loads. */
  stub?: readonly EventInput[];
  /** Installs the shell, with which the page opens without a connection. */
  installed?: boolean;
  /** The page's Content-Security-Policy. */
  policy?: string;
  /** The folder from which the page takes the library: two copies of it are at hand. */
  library?: 'igevents' | 'copy';
  /** A page in the place of the shop's; it gives `window.client` itself. */
  html?: string;
}

/** How the shop answers for one of its files. */
export type FileAnswer = (response: ServerResponse, file: SiteFile) => void;

export interface Shop {
  /** Address of the shop's page. */
  pageUrl(options?: ShopPageOptions): string;
  /** Address of a page that does not know the library. */
  elsewhereUrl: string;
  /** What stands before the collector from now on. */
  setFault(fault: Fault): void;
  /** Answers otherwise for a file of the library, until the returned function is called. */
  replaceFile(name: 'worker.js' | 'same-thread.js' | 'open-pipeline.js' | 'redact-record.js', answer: FileAnswer): () => void;
  /** Gives the shop a file of its own. */
  addFile(pathname: string, file: SiteFile): void;
  /** Keeps the worker's file back until the returned function is called. */
  holdWorker(): () => void;
  /** Every request that has come to the collector's path, in order. */
  readonly requests: readonly SeenRequest[];
  /** The most requests that were open at once. */
  mostInFlight(): number;
  store(): Store;
  /** Closes the store and opens its file again. */
  restartCollector(): Promise<void>;
  close(): Promise<void>;
}

export async function startShop(options: Omit<CollectorOptions, 'store'> = {}): Promise<Shop> {
  // First, because it throws where the library has not been built.
  const site = readSite();
  const folder = mkdtempSync(join(tmpdir(), 'igevents-shop-'));
  const openCollector = async () => {
    const store = await openDuckdbStore(join(folder, 'collected.duckdb'));
    return { store, ...createCollector({ store, ...options }) };
  };
  const requests: SeenRequest[] = [];
  let collector = await openCollector();
  let fault = healthy;
  const replaced = new Map<string, FileAnswer>();
  let workerReleased = Promise.resolve();
  let inFlight = 0;
  let mostInFlight = 0;

  async function takeEvents(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    response.once('close', () => {
      inFlight -= 1;
    });
    const request = await readRequest(incoming);
    requests.push(request);
    const exchange: Exchange = { request, response, forward: () => Promise.resolve(collector.app.fetch(toFetchRequest(request))) };
    await fault(exchange);
  }

  async function serveSite({ pathname, searchParams }: URL, response: ServerResponse): Promise<void> {
    if (pathname.endsWith('/worker.js')) await workerReleased;
    const policy = searchParams.get('policy');
    if (policy !== null) response.setHeader('content-security-policy', policy);
    const html = searchParams.get('html');
    const file = html === null ? site.get(pathname) : ({ type: 'text/html', content: html } as const);
    if (!file) return void response.writeHead(404).end();
    const answer = replaced.get(pathname) ?? asItIs;
    answer(response, file);
  }

  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://shop');
    const answering = url.pathname === eventsPath ? takeEvents(incoming, response) : serveSite(url, response);
    // A browser that is killed in the middle of a request leaves nothing to answer.
    answering.catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The shop does not listen on a port.');
  const origin = `http://127.0.0.1:${address.port}`;

  async function closeCollector(): Promise<void> {
    await collector.close();
    await collector.store.close();
  }

  return {
    pageUrl: ({ settings = {}, stub = [], installed = false, policy, library, html } = {}) => {
      const query = new URLSearchParams({ settings: JSON.stringify(settings), stub: JSON.stringify(stub) });
      if (installed) query.set('installed', '');
      if (policy !== undefined) query.set('policy', policy);
      if (library !== undefined) query.set('library', library);
      if (html !== undefined) query.set('html', html);
      return `${origin}/?${query}`;
    },
    elsewhereUrl: `${origin}/elsewhere`,
    setFault: (next) => {
      fault = next;
    },
    replaceFile: (name, answer) => {
      replaced.set(`/igevents/${name}`, answer);
      return () => void replaced.delete(`/igevents/${name}`);
    },
    addFile: (pathname, file) => void site.set(pathname, file),
    holdWorker: () => {
      let release = (): void => {};
      workerReleased = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    requests,
    mostInFlight: () => mostInFlight,
    store: () => collector.store,
    restartCollector: async () => {
      await closeCollector();
      collector = await openCollector();
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await closeCollector();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const asItIs: FileAnswer = (response, { type, content }) => {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(content);
};

async function readRequest(incoming: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const text = (incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString();
  return { headers: incoming.headers, body, text, events: JSON.parse(text) };
}

function toFetchRequest({ headers, body }: SeenRequest): Request {
  const passed = Object.entries(headers).filter(([name]) => /^(content-(type|encoding)|authorization|ig-.*)$/.test(name));
  return new Request(`http://collector${eventsPath}`, {
    method: 'POST',
    headers: Object.fromEntries(passed) as Record<string, string>,
    body,
  });
}
