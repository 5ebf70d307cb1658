// Another thread that appends to an outbox, a record batch after the other: the other end of outbox.test.ts.
import { makeEntries } from '../support/make-event.js';
import { makeOutbox } from '../support/make-outbox.js';

export interface AppendOrder {
  site: string;
  pageId: string;
  batches: number;
  eventsEach: number;
}

addEventListener('message', ({ data }: MessageEvent<AppendOrder>) => void append(data));

async function append({ site, pageId, batches, eventsEach }: AppendOrder): Promise<void> {
  const { outbox } = makeOutbox({ site });
  for (let batch = 0; batch < batches; batch++) {
    const first = batch * eventsEach + 1;
    await outbox.append(pageId, makeEntries(first, first + eventsEach - 1, { pageId }));
  }
  outbox.close();
  postMessage('done');
}
