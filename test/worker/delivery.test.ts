import { describe, expect, it } from 'vitest';
import { type Answer, answerToDelivery } from '../../src/worker/delivery.js';

const now = Date.UTC(2026, 5, 1, 12);
const request = { batch: 'b1', compressed: false, acknowledge: 'body' as const, now };
const json: Answer = {
  status: 200,
  redirected: false,
  contentType: 'application/json',
  retryAfter: null,
  text: '{"batch":"b1","accepted":2}',
};
const nothing: Answer = { ...json, contentType: '', text: '' };
const portal: Answer = { ...json, contentType: 'text/html', text: '<title>Sign in</title>' };

describe('delivery', () => {
  it.each([200, 201, 202, 299])('accepts %i with JSON that echoes the batch', (status) => {
    expect(answerToDelivery({ ...json, status }, request)).toMatchObject({
      kind: 'accepted',
      acknowledgement: { batch: 'b1', accepted: 2 },
    });
  });

  it.each(['application/json; charset=utf-8', 'application/problem+json', 'APPLICATION/JSON'])('reads %s as JSON', (contentType) => {
    expect(answerToDelivery({ ...json, contentType }, request).kind).toBe('accepted');
  });

  it.each<[string, Answer]>([
    ['a captive portal with success', portal],
    ['JSON sent as HTML', { ...json, contentType: 'text/html' }],
    ['no content', { ...nothing, status: 204 }],
    ['JSON of another batch', { ...json, text: '{"batch":"b2"}' }],
    ['JSON without a batch', { ...json, text: '{"ok":true}' }],
    ['broken JSON', { ...json, text: '{"batch":"b1"' }],
    ['a followed redirect, even with the right JSON', { ...json, redirected: true }],
    ['a redirect that was not followed', { ...nothing, status: 0, redirected: true }],
  ])('does not trust %s', (_what, answer) => {
    expect(answerToDelivery(answer, request).kind).toBe('untrusted');
  });

  it.each<[Answer, string]>([
    [{ ...nothing, status: 204 }, 'accepted'],
    [portal, 'accepted'],
    [json, 'accepted'],
    [{ ...nothing, redirected: true }, 'untrusted'],
    [{ ...nothing, status: 503 }, 'later'],
  ])('with acknowledge: status takes the word of a foreign collector: %j is %s', (answer, kind) => {
    expect(answerToDelivery(answer, { ...request, acknowledge: 'status' }).kind).toBe(kind);
  });

  it('listens to rejections even of a collector that acknowledges by status', () => {
    const text = '{"batch":"b1","rejected":[{"id":"p:1"}]}';
    expect(answerToDelivery({ ...json, text }, { ...request, acknowledge: 'status' })).toMatchObject({
      acknowledgement: { rejected: [{ id: 'p:1', retryable: false }] },
    });
  });

  it.each<[number, boolean, string]>([
    [413, false, 'too-large'],
    [415, true, 'encoding-refused'],
    [400, true, 'encoding-refused'],
    [415, false, 'misconfigured'],
    [400, false, 'refused'],
    [422, false, 'refused'],
    [422, true, 'refused'],
    ...[401, 403, 404, 405, 410, 451].map((status): [number, boolean, string] => [status, true, 'misconfigured']),
    ...[408, 425, 429, 500, 502, 503, 504, 522, 409, 418, 100, 304].map((status): [number, boolean, string] => [status, false, 'later']),
  ])('reads status %i (compressed: %s) as %s', (status, compressed, kind) => {
    expect(answerToDelivery({ ...nothing, status }, { ...request, compressed }).kind).toBe(kind);
  });

  it('keeps the first 500 characters of a refusal for whoever looks into it', () => {
    expect(answerToDelivery({ ...nothing, status: 422, text: 'x'.repeat(600) }, request)).toEqual({
      kind: 'refused',
      status: 422,
      detail: 'x'.repeat(500),
    });
  });

  it.each<[Partial<Answer>, number | undefined]>([
    [{ retryAfter: '30' }, 30_000],
    [{ retryAfter: 'Mon, 01 Jun 2026 12:01:00 GMT' }, 60_000],
    [{ contentType: 'application/problem+json', text: '{"retryAfterMs":2500}' }, 2_500],
    [{ retryAfter: 'soon', contentType: 'application/json', text: '{"retryAfterMs":2500}' }, 2_500],
    [{ retryAfter: '30', contentType: 'application/json', text: '{"retryAfterMs":2500}' }, 30_000],
    [{ contentType: 'application/json', text: '{"retryAfterMs":-1}' }, undefined],
    [{ contentType: 'application/json', text: '{"retryAfterMs":"9"}' }, undefined],
    [{ contentType: 'application/json', text: 'null' }, undefined],
    [{ contentType: 'text/html', text: '{"retryAfterMs":2500}' }, undefined],
    [{}, undefined],
  ])('finds the asked-for pause of %j in header or body', (part, retryAfterMs) => {
    expect(answerToDelivery({ ...nothing, status: 429, ...part }, request)).toEqual({
      kind: 'later',
      because: 'status',
      status: 429,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    });
  });
});
