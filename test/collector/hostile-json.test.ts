import { describe, expect, it } from 'vitest';
import { customEvent, openCollector } from './collector-fixture.js';

function withProperties(text: string): string {
  return JSON.stringify(customEvent(1, { data: { event: 'x', properties: 'HERE' } })).replace('"HERE"', text);
}

const corpus: [string, string][] = [
  ['nesting of 100,000 objects', withProperties(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)],
  ['nesting of 120,000 lists', withProperties(`${'['.repeat(120_000)}${']'.repeat(120_000)}`)],
  [
    'nesting in a fact',
    JSON.stringify(customEvent(1, { data: { event: 'x', context: 'HERE' } })).replace(
      '"HERE"',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    ),
  ],
  ['halves of surrogate pairs in a test group', JSON.stringify(customEvent(1, { data: { event: 'x', testGroups: [{ name: '\ud800' }] } }))],
  ['nesting outside the properties', `{"id":"deep","data":${'['.repeat(120_000)}${']'.repeat(120_000)}}`],
  ['nesting in the id', `{"id":${'['.repeat(120_000)}${']'.repeat(120_000)}}`],
  ['60,000 keys', withProperties(JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`k${index}`, index]))))],
  ['__proto__ in the properties', withProperties('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')],
  ['__proto__ in the event', '{"__proto__":{"polluted":true},"id":"p","specversion":"1.0"}'],
  ['__proto__ in the data', JSON.stringify(customEvent(1)).replace('"data":{', '"data":{"__proto__":{"polluted":true},')],
  ['the same key twice', withProperties('{"a":1,"a":{"b":2},"a":3}')],
  ['halves of surrogate pairs', withProperties('{"\\ud800":"\\udfff \\ud83d"}')],
  [
    'halves of surrogate pairs everywhere',
    JSON.stringify(customEvent(1, { id: '\udc00', source: '\ud800', data: { event: '\ud83d', '\ud800': { '\ud800': '\ud800' } } })),
  ],
  ['NUL in texts and keys', withProperties('{"\\u0000":"\\u0000\\u0001"}')],
  ['NUL in id and name', JSON.stringify(customEvent(1, { id: 'a\u0000b', data: { event: 'n\u0000', userId: '\u0000' } }))],
  ['numbers beyond 2^53', withProperties('[9007199254740993,1e308,1e999,-1e999,0.1e-999,123456789012345678901234567890]')],
  ['escape sequences of terminals', withProperties('"\\u001b[2J\\u0007\\r\\nlevel=error"')],
  ['markup', withProperties('"</script><img src=x onerror=alert(1)>"')],
  [
    'SQL',
    JSON.stringify(
      customEvent(1, { id: "'; drop table events; --", data: { event: 'x"; drop table events; --', properties: { "'": "'" } } }),
    ),
  ],
  ['an impossible date', JSON.stringify(customEvent(1, { time: '9999-99-99T99:99:99Z' }))],
  [
    'the first and the last date',
    `${JSON.stringify(customEvent(1, { id: 'y0', time: '0000-01-01T00:00:00Z' }))},${JSON.stringify(customEvent(1, { time: '9999-12-31T23:59:60Z' }))}`,
  ],
  ['the largest sequence', JSON.stringify(customEvent(1, { sequence: '9'.repeat(18) }))],
];

describe('hostile JSON', () => {
  it.each(corpus)('takes the neighbours of %s, and can read everything afterwards', async (_, text) => {
    const { request, store } = await openCollector();
    const body = `[${JSON.stringify(customEvent(100, { id: 'before' }))},${text},${JSON.stringify(customEvent(101, { id: 'after' }))}]`;
    const response = await request('/ig/events', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(response.status).toBe(200);
    expect((await store.events({ limit: 10 })).map((event) => event.id)).toEqual(expect.arrayContaining(['before', 'after']));
    for (const path of ['summary', 'names', 'outboxes', 'events?q=a', 'breakdown?name=x&path=a.b', 'breakdown?name=x&by=testGroup']) {
      expect((await request(`/api/${path}`)).status, path).toBe(200);
    }
    expect(JSON.stringify(await store.events({ limit: 10 }))).not.toContain('polluted');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('keeps bytes that are no UTF-8 from harming the neighbours', async () => {
    const { post } = await openCollector();
    const body = Buffer.concat([
      Buffer.from('[{"id":"'),
      Buffer.from([0xff, 0xc0, 0x80]),
      Buffer.from(`"},${JSON.stringify(customEvent(1))}]`),
    ]);
    expect(await (await post(body)).json()).toMatchObject({ accepted: 1, rejected: [{ id: '\ufffd\ufffd\ufffd' }] });
  });
});
