// What the library stands on, asked of each engine itself: when one of these fails, no other browser test means anything.
import { expect, test } from 'vitest';

test('a module worker stores a row in IndexedDB and reads it back', async () => {
  const worker = new Worker(new URL('./engine-worker.ts', import.meta.url), { type: 'module' });
  const { port1, port2 } = new MessageChannel();
  try {
    const answer = whenMessage(port1);
    worker.postMessage('port', [port2]);
    port1.postMessage({ key: 7, value: { event: 'add_to_cart' } });
    expect(await answer).toEqual({ event: 'add_to_cart' });
  } finally {
    port1.close();
    worker.terminate();
  }
});

test('messages cross a MessagePort in the order they were posted', async () => {
  const { port1, port2 } = new MessageChannel();
  const received: unknown[] = [];
  const last = new Promise<void>((resolve) => {
    port2.onmessage = ({ data }) => {
      received.push(data);
      if (received.length === 100) resolve();
    };
  });
  const sent = Array.from({ length: 100 }, (_, n) => n);
  for (const n of sent) port1.postMessage(n);
  await last;
  port1.close();
  expect(received).toEqual(sent);
});

test('a lock keeps the second holder out until the first is done', async () => {
  const name = `engine-${crypto.randomUUID()}`;
  await navigator.locks.request(name, async () => {
    expect(await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock)).toBeNull();
  });
  expect(await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock?.name)).toBe(name);
});

test('gzip makes repeated JSON smaller and gives it back unchanged', async () => {
  const text = JSON.stringify(Array.from({ length: 200 }, (_, n) => ({ event: 'page_viewed', n })));
  const packed = await through(new CompressionStream('gzip'), new TextEncoder().encode(text));
  expect(packed.byteLength).toBeLessThan(text.length / 4);
  const unpacked = await through(new DecompressionStream('gzip'), new Uint8Array(packed));
  expect(new TextDecoder().decode(unpacked)).toBe(text);
});

function whenMessage(port: MessagePort): Promise<unknown> {
  return new Promise((resolve) => {
    port.onmessage = ({ data }) => resolve(data);
  });
}

async function through(stream: CompressionStream | DecompressionStream, bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const writer = stream.writable.getWriter();
  const output = new Response(stream.readable).arrayBuffer();
  await writer.write(bytes);
  await writer.close();
  return output;
}
