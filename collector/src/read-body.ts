import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Limits } from './limits.js';
import { refusal } from './refusal.js';

const inflate = promisify(gunzip);

/** Reads a request's body as text: never more than the limits allow, however long it claims to be and however small it arrives. */
export async function readBody(request: Request, limits: Limits): Promise<string> {
  const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
  if (encoding === 'gzip' || encoding === 'x-gzip') {
    return toText(await inflateWithin(await readWithin(request, limits.maxCompressedBytes), limits.maxBodyBytes));
  }
  if (encoding === 'identity' || encoding === '') return toText(await readWithin(request, limits.maxBodyBytes));
  throw refusal(415, 'unsupported-encoding', `Content-Encoding "${encoding.slice(0, 40)}" is not supported. Send gzip, or no encoding.`, {
    headers: { 'accept-encoding': 'gzip' },
  });
}

async function readWithin(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge(maxBytes, 'as sent');
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunksOf(request)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes, 'as sent');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

async function* chunksOf(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (!reader) return;
  for (let step = await readStep(reader); !step.done; step = await readStep(reader)) yield step.value;
}

/** A sender that went away is no fault of this program. Where a proxy relays the answer, the sender comes back. */
function readStep(reader: ReadableStreamDefaultReader<Uint8Array>): ReturnType<typeof reader.read> {
  return reader.read().catch(() => {
    throw refusal(408, 'body-cut-short', 'The connection ended before the body did. Send the batch again.', { retryAfterMs: 1_000 });
  });
}

async function inflateWithin(compressed: Uint8Array, maxBytes: number): Promise<Uint8Array> {
  try {
    return await inflate(compressed, { maxOutputLength: maxBytes });
  } catch (error) {
    if (isNodeError(error) && error.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes, 'after decompression');
    throw refusal(
      400,
      'broken-encoding',
      'Content-Encoding says gzip, but the body is not whole gzip data. Send it again, or without encoding.',
    );
  }
}

function isNodeError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}

function tooLarge(maxBytes: number, when: string): Error {
  return refusal(413, 'too-large', `The body has more than ${maxBytes} bytes ${when}. Send fewer events per batch.`);
}

/** Bytes that are no UTF-8 become U+FFFD: one broken event must not take its neighbours. */
function toText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
