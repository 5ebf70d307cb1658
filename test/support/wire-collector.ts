// A collector by somebody who has read the description of the wire and nothing else of this library: it imports nothing from src.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { type Members, wireViolations } from './wire-rules.js';

/** One attempt as it came. */
export interface WireAttempt {
  batch: string;
  attempt: number;
  sentAt: string;
  text: string;
  events: Members[];
}

export interface WireCollector {
  url: string;
  readonly attempts: readonly WireAttempt[];
  /** Every way in which a request was not what the description says. */
  readonly violations: readonly string[];
  /** Distinct events by their source and id, in the order of arrival. */
  readonly stored: ReadonlyMap<string, Members>;
  /** Answers the next attempts with these statuses; after them every batch is acknowledged. */
  failNext(...statuses: number[]): void;
  close(): Promise<void>;
}

export async function startWireCollector(expected: { origin: string; writeKey?: string }): Promise<WireCollector> {
  const attempts: WireAttempt[] = [];
  const violations: string[] = [];
  const stored = new Map<string, Members>();
  let failures: number[] = [];

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { headers } = request;
    const body = Buffer.concat(chunks);
    const raw = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
    const text = raw.toString();
    const events: Members[] = JSON.parse(text);
    const attempt = {
      batch: String(headers['ig-batch']),
      attempt: Number(headers['ig-attempt']),
      sentAt: String(headers['ig-sent-at']),
      text,
      events,
    };
    violations.push(...wireViolations(headers, raw.byteLength, attempt, attempts, expected.writeKey));
    attempts.push(attempt);
    const failure = failures.shift();
    if (failure !== undefined) return void response.writeHead(failure).end();
    const fresh = events.filter((event) => !stored.has(keyOf(event)));
    for (const event of fresh) stored.set(keyOf(event), event);
    const accepted = fresh.length;
    const answer = { batch: attempt.batch, accepted, duplicates: events.length - accepted, rejected: [], retryAfterMs: 0 };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', expected.origin);
    response.setHeader('access-control-expose-headers', 'retry-after');
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-methods', 'POST');
      response.setHeader('access-control-allow-headers', 'authorization, content-type, content-encoding, ig-batch, ig-sent-at, ig-attempt');
      response.writeHead(204).end();
    } else {
      if (request.method !== 'POST') violations.push(`method ${request.method}`);
      take(request, response).catch((error: unknown) => {
        violations.push(`unreadable: ${String(error)}`);
        response.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The collector does not listen on a port.');
  return {
    url: `http://127.0.0.1:${address.port}/collect`,
    attempts,
    violations,
    stored,
    failNext: (...statuses) => {
      failures = statuses;
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function keyOf(event: Members): string {
  return `${String(event['source'])} ${String(event['id'])}`;
}
