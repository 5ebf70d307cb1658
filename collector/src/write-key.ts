import type { Context } from 'hono';
import { refusal } from './refusal.js';

/** The key says whose events they are; it stands in every page, so it is no secret. Beacons cannot set headers and carry it in the query. */
export function checkWriteKey(c: Context, writeKeys: readonly string[]): string | undefined {
  if (writeKeys.length === 0) return undefined;
  const bearer = /^Bearer +(.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]?.trim();
  const key = bearer ?? c.req.query('writeKey');
  const headers = { 'www-authenticate': 'Bearer' };
  if (key === undefined)
    throw refusal(401, 'key-missing', 'This collector asks for a write key. Send "Authorization: Bearer <writeKey>".', { headers });
  if (!writeKeys.includes(key))
    throw refusal(401, 'key-unknown', 'This collector does not know the write key. Check the setting writeKey.', { headers });
  return key;
}
