import { describe, expect, it, onTestFinished } from 'vitest';
import { customEvent, openCollector, type TestCollector } from './collector-fixture.js';

interface Message {
  id: string;
  event: { id: string; position: number };
}

async function follow({ request }: TestCollector, headers: Record<string, string> = {}): Promise<(count: number) => Promise<Message[]>> {
  const response = await request('/api/tail', { headers });
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const reader = response.body?.getReader();
  if (!reader) throw new Error('The tail has no body.');
  const stream = reader;
  onTestFinished(() => stream.cancel());
  const decoder = new TextDecoder();
  let text = '';
  async function readUntil(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) {
      const { value, done } = await stream.read();
      if (done) throw new Error('The tail ended.');
      text += decoder.decode(value, { stream: true });
    }
  }
  await readUntil(() => text.includes(': open\n\n'));
  return async (count) => {
    await readUntil(() => messagesIn(text).length >= count);
    return messagesIn(text);
  };
}

function messagesIn(text: string): Message[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .flatMap((block) => {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      const id = /^id: (.*)$/m.exec(block)?.[1];
      return data === undefined || id === undefined ? [] : [{ id, event: JSON.parse(data) }];
    });
}

describe('live tail', () => {
  it('sends each event that is stored after it was opened, in order, once', async () => {
    const collector = await openCollector();
    await collector.post([customEvent(1)]);
    const read = await follow(collector);
    await collector.post([customEvent(2), customEvent(3), customEvent(2)]);
    await collector.post([customEvent(4), customEvent(1)]);
    const messages = await read(3);
    expect(messages.map(({ event }) => event.id)).toEqual(['p1:2', 'p1:3', 'p1:4']);
    expect(messages.map(({ id }) => id)).toEqual(messages.map(({ event }) => String(event.position)));
  });

  it('shows an event well within a second after the answer', async () => {
    const collector = await openCollector();
    const read = await follow(collector);
    await collector.post([customEvent(1)]);
    const answeredAt = performance.now();
    await read(1);
    expect(performance.now() - answeredAt).toBeLessThan(1_000);
  });

  it('continues behind the last event that a viewer saw', async () => {
    const collector = await openCollector();
    await collector.post([customEvent(1), customEvent(2), customEvent(3)]);
    const [seen] = await collector.store.events({ limit: 1, before: 3 });
    const read = await follow(collector, { 'last-event-id': String(seen?.position) });
    expect((await read(1)).map(({ event }) => event.id)).toEqual(['p1:3']);
  });

  it.each(['nonsense', '-4', '999999'])('takes %s as a last event id without harm', async (lastEventId) => {
    const collector = await openCollector();
    await collector.post([customEvent(1)]);
    const read = await follow(collector, { 'last-event-id': lastEventId });
    await collector.post([customEvent(2)]);
    expect((await read(1)).map(({ event }) => event.id)).toEqual(['p1:2']);
  });

  it('brings a burst whole', async () => {
    const collector = await openCollector();
    const read = await follow(collector);
    const burst = Array.from({ length: 1_300 }, (_, index) => customEvent(index + 1));
    await collector.post(burst);
    expect(await read(1_300)).toHaveLength(1_300);
  });
});
