// What can stand between a page and its collector: each fault answers one delivery attempt in its own wrong way.
import { once } from 'node:events';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { CloudEvent } from '../../src/shared/cloud-event.js';

/** One request as it came. */
export interface SeenRequest {
  readonly headers: IncomingHttpHeaders;
  /** The body as it travelled. */
  readonly body: Buffer<ArrayBuffer>;
  /** The body after decompression. */
  readonly text: string;
  readonly events: readonly CloudEvent[];
}

/** One delivery attempt. */
export interface Exchange {
  readonly request: SeenRequest;
  readonly response: ServerResponse;
  /** Lets the collector have the request; its answer is not passed on yet. */
  forward(): Promise<Response>;
}

export type Fault = (exchange: Exchange) => Promise<void> | void;

export const healthy: Fault = async ({ response, forward }) => relay(response, await forward());

export function status(code: number, headers: Record<string, string> = {}): Fault {
  return ({ response }) => void response.writeHead(code, headers).end();
}

/** Nobody is there: the connection ends without an answer. */
export const destroyed: Fault = ({ response }) => void response.destroy();

/** A hotel's sign-in page answers everything with success. */
export const captivePortal: Fault = ({ response }) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
};

export function redirect(code: 302 | 307, location: string): Fault {
  return ({ response }) => void response.writeHead(code, { location }).end();
}

/** The collector has stored the events, and its answer never reaches the page. */
export const commitThenDrop: Fault = async ({ response, forward }) => {
  await forward();
  response.destroy();
};

/** Keeps the collector's answer back until it is released; `stored` is fulfilled when the collector has the first request. */
export function held(): { fault: Fault; stored: Promise<void>; release: () => void } {
  let release = (): void => {};
  let markStored = (): void => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const stored = new Promise<void>((resolve) => {
    markStored = resolve;
  });
  const fault: Fault = async ({ response, forward }) => {
    const answer = await forward();
    markStored();
    await Promise.race([released, once(response, 'close')]);
    await relay(response, answer);
  };
  return { fault, stored, release };
}

/** A collector that refuses a whole batch for one event. */
export function refusing(isPoison: (event: CloudEvent) => boolean): Fault {
  return (exchange) => (exchange.request.events.some(isPoison) ? status(400)(exchange) : healthy(exchange));
}

export function tooLargeAbove(maxBytes: number): Fault {
  return (exchange) => (exchange.request.body.byteLength > maxBytes ? status(413)(exchange) : healthy(exchange));
}

export const refusingGzip: Fault = (exchange) =>
  exchange.request.headers['content-encoding'] === 'gzip' ? status(415)(exchange) : healthy(exchange);

async function relay(response: ServerResponse, answer: Response): Promise<void> {
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(Buffer.from(await answer.arrayBuffer()));
}
