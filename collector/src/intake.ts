import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { header, type Rejection } from '../../src/shared/cloud-event.js';
import { checkEvent } from './check-event.js';
import type { GroupCommit } from './group-commit.js';
import { parseInstant } from './instant.js';
import type { Limits } from './limits.js';
import { checkContentType, parseBatch } from './parse-batch.js';
import { createRateLimit } from './rate-limit.js';
import { readBody } from './read-body.js';
import { refusal } from './refusal.js';
import type { CheckedEvent } from './store.js';
import { checkWriteKey } from './write-key.js';

const maxBatchIdLength = 256;

interface IntakeParts {
  groupCommit: GroupCommit;
  limits: Limits;
  writeKeys: readonly string[];
  now: () => number;
}

/** One request from its first byte to its answer: cheap refusals first, the body next, the answer only after the commit. */
export function createIntake({ groupCommit, limits, writeKeys, now }: IntakeParts): (c: Context) => Promise<Response> {
  const addressLimit = createRateLimit(limits.maxRequestsPerMinutePerAddress);
  const keyLimit = createRateLimit(limits.maxRequestsPerMinutePerKey);

  return async (c) => {
    const address = addressOf(c);
    if (address !== undefined) refuseWhenLimited(addressLimit(address, now()), `address ${address}`);
    const key = checkWriteKey(c, writeKeys);
    if (key !== undefined) refuseWhenLimited(keyLimit(key, now()), 'write key');
    const contentType = checkContentType(c.req.header('content-type'));
    if (groupCommit.waitingEvents() > limits.maxWaitingEvents) {
      throw refusal(503, 'store-busy', 'Too many events are waiting for the store. Send the batch again later.', { retryAfterMs: 5_000 });
    }
    const items = parseBatch(await readBody(c.req.raw, limits), contentType, limits);
    const { events, rejected } = checkItems(items, limits);
    const batch = c.req.header(header.batch)?.slice(0, maxBatchIdLength);
    const { accepted, duplicates } = await groupCommit.append({
      batch,
      receivedAt: now(),
      sentAt: parseInstant(c.req.header(header.sentAt)),
      attempt: parseAttempt(c.req.header(header.attempt)),
      events,
      rejected: rejected.length,
    });
    return c.json({ batch: batch ?? null, accepted, duplicates, rejected, retryAfterMs: 0 });
  };
}

function checkItems(items: readonly unknown[], limits: Limits): { events: CheckedEvent[]; rejected: Rejection[] } {
  const events: CheckedEvent[] = [];
  const rejected: Rejection[] = [];
  for (const [index, item] of items.entries()) {
    const check = checkEvent(item, index, limits);
    if ('event' in check) events.push(check.event);
    else rejected.push(check.rejection);
  }
  return { events, rejected };
}

function refuseWhenLimited(waitMs: number, subject: string): void {
  if (waitMs === 0) return;
  throw refusal(429, 'too-many-requests', `Too many requests came from this ${subject}. Wait as long as Retry-After says.`, {
    retryAfterMs: Math.ceil(waitMs),
  });
}

/** Undefined where the app is called without a socket. */
function addressOf(c: Context): string | undefined {
  const bindings: Partial<HttpBindings> | undefined = c.env;
  return bindings?.incoming?.socket.remoteAddress;
}

function parseAttempt(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}
