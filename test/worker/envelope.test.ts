import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { batchIdOf, createEnvelope } from '../../src/worker/envelope.js';
import { type TakenBatch, takeFrom, textsToRows } from '../../src/worker/record-batch.js';
import { makeTexts } from '../support/make-event.js';
import { startOfTime } from '../support/manual-clock.js';

const attempt = { batch: 'b1', count: 1, now: startOfTime, compress: true, writeKey: undefined };
const limits = { events: 100, bytes: 100_000 };

function take(texts: string[], first = 1): TakenBatch {
  const taken = takeFrom(
    textsToRows(texts, first, () => '', limits),
    limits,
  );
  if (!taken) throw new Error('Nothing to take.');
  return taken;
}

describe('envelope', () => {
  it('says in its headers what belongs to the attempt', async () => {
    const { headers } = await createEnvelope(take(makeTexts(1, 1)), { ...attempt, count: 3 });
    expect(headers).toEqual({
      'content-type': 'application/cloudevents-batch+json',
      'ig-batch': 'b1',
      'ig-sent-at': '2026-06-01T12:00:00.000Z',
      'ig-attempt': '3',
    });
  });

  it('adds the write key and the encoding when there are such', async () => {
    const { headers, compressed } = await createEnvelope(take(makeTexts(1, 9)), { ...attempt, writeKey: 'shop-1' });
    expect(headers).toMatchObject({ authorization: 'Bearer shop-1', 'content-encoding': 'gzip' });
    expect(compressed).toBe(true);
  });

  it('carries the very texts that are stored, in every attempt and encoding', async () => {
    const texts = makeTexts(1, 9);
    const plain = await createEnvelope(take(texts), { ...attempt, compress: false });
    const zipped = await createEnvelope(take(texts), { ...attempt, count: 2, now: startOfTime + 1 });
    expect(plain.body).toBe(`[${texts.join(',\n')}]`);
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(gunzipSync(zipped.body).toString()).toBe(plain.body);
    expect(zipped.bytes).toBe(zipped.body.length);
  });

  it('compresses from 1 KiB on, not below', async () => {
    const sizes = [1_023, 1_024].map((bytes) => ({ ...take(makeTexts(1, 1)), body: `"${'x'.repeat(bytes - 2)}"`, bytes }));
    const envelopes = await Promise.all(sizes.map((taken) => createEnvelope(taken, attempt)));
    expect(envelopes.map(({ compressed }) => compressed)).toEqual([false, true]);
  });

  it('gives an unchanged batch the same id, and another to any change of it', () => {
    const id = batchIdOf('0a', take(makeTexts(1, 5)));
    expect(batchIdOf('0a', take(makeTexts(1, 5)))).toBe(id);
    const others = [
      batchIdOf('0b', take(makeTexts(1, 5))),
      batchIdOf('0a', take(makeTexts(1, 4))),
      batchIdOf('0a', take(makeTexts(2, 5), 2)),
      batchIdOf('0a', take(makeTexts(1, 5).toSpliced(2, 1))),
    ];
    expect(new Set([id, ...others]).size).toBe(5);
  });
});
