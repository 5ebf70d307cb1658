import { describe, expect, it } from 'vitest';
import type { ExportPosition } from '../../src/shared/protocol.js';
import { createMemoryStore } from '../../src/worker/memory-store.js';
import { openPipeline } from '../support/open-pipeline.js';

describe('inspection', () => {
  it('tells the requests of this pipeline and what has waited longest', async () => {
    const { api, collector, push, whenDurable } = await openPipeline();
    push(1);
    await whenDurable(1);
    await api.flush(1);
    collector.status = 503;
    push(2, 3);
    await whenDurable(3);
    await api.flush(3);
    const { batches, oldest } = await api.inspect();
    expect(batches).toMatchObject([
      { events: 2, attempt: 1, keepalive: false, outcome: { kind: 'later', status: 503 } },
      { events: 1, attempt: 1, outcome: { kind: 'accepted' } },
    ]);
    expect(oldest).toMatchObject([
      { id: 'page:2', event: 'seen', properties: { n: 2 }, sequence: '2' },
      { id: 'page:3', event: 'seen' },
    ]);
  });

  it('exports what waits while nothing can be sent', async () => {
    const { api, collector, push, whenDurable } = await openPipeline();
    collector.status = 503;
    push(1, 3);
    await whenDurable(3);
    const { lines, next } = await api.exportEvents();
    expect(
      lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line).id),
    ).toEqual(['page:1', 'page:2', 'page:3']);
    expect(next).toBeUndefined();
  });

  it('exports what is in memory where the browser refuses the disk', async () => {
    const refused = createMemoryStore();
    const disk = { ...refused, transact: () => Promise.reject(new Error('refused')) };
    const { api, collector, push, turn } = await openPipeline({ disk });
    collector.status = 503;
    push(1, 2);
    await turn();
    let lines = '';
    let at: ExportPosition | undefined;
    do {
      const slice = await api.exportEvents(at);
      lines += slice.lines;
      at = slice.next;
    } while (at);
    expect(lines.match(/"id":"page:\d"/g)).toEqual(['"id":"page:1"', '"id":"page:2"']);
    expect((await api.inspect()).oldest).toMatchObject([{ id: 'page:1' }, { id: 'page:2' }]);
  });
});
