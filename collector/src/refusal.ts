import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

const titles = {
  'not-json': 'The body is not JSON',
  'not-a-batch': 'The body is not a batch of events',
  'broken-encoding': 'The body could not be decompressed',
  'body-cut-short': 'The body ended early',
  'invalid-query': 'The query cannot be answered',
  'key-missing': 'The write key is missing',
  'key-unknown': 'The write key is unknown',
  'not-found': 'Nothing is here',
  'method-not-allowed': 'Only POST is possible here',
  'too-large': 'The body is too large',
  'unsupported-type': 'The content type is not supported',
  'unsupported-encoding': 'The content encoding is not supported',
  'too-many-requests': 'Too many requests',
  'store-busy': 'The store is busy',
  'store-failed': 'The events could not be stored',
  'dashboard-missing': 'The dashboard has not been built',
} as const;

export type RefusalCode = keyof typeof titles;

interface RefusalExtras {
  /** Makes the refusal retryable, and says when; ms. */
  retryAfterMs?: number;
  headers?: Record<string, string>;
}

/** An answer that refuses the whole request, as problem+json (RFC 9457). Thrown, so that every step can end the journey. */
export function refusal(status: ContentfulStatusCode, code: RefusalCode, detail: string, extras: RefusalExtras = {}): HTTPException {
  const { retryAfterMs, headers } = extras;
  const retryable = retryAfterMs !== undefined;
  const body = {
    type: `urn:igevents:problem:${code}`,
    title: titles[code],
    status,
    detail,
    code,
    retryable,
    ...(retryable ? { retryAfterMs } : {}),
  };
  const res = new Response(JSON.stringify(body), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      ...(retryable ? { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) } : {}),
      ...headers,
    },
  });
  return new HTTPException(status, { res, message: detail });
}
