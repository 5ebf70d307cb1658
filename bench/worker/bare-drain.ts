// The floor of a drain: read → gzip → POST → delete over the very rows that the library stored, and nothing else.
import { openStored, whenComplete, whenDone } from './raw-database.js';

interface Row {
  first: number;
  count: number;
  body: string;
}

addEventListener('message', ({ data }: MessageEvent<string>) => void drain(data));

async function drain(databaseName: string): Promise<void> {
  const database = await openStored(databaseName);
  const startedAt = performance.now();
  for (;;) {
    const reading = database.transaction('batches').objectStore('batches').getAll(undefined, 1);
    const [row]: Row[] = await whenDone(reading);
    if (!row) break;
    const response = await fetch('/ig/events', {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents-batch+json',
        'content-encoding': 'gzip',
        'ig-batch': `bare.${row.first}.${row.count}`,
      },
      body: await gzip(`[${row.body}]`),
    });
    await response.json();
    const deleting = database.transaction('batches', 'readwrite', { durability: 'relaxed' });
    deleting.objectStore('batches').delete(row.first);
    await whenComplete(deleting);
  }
  postMessage(performance.now() - startedAt);
}

async function gzip(text: string): Promise<ArrayBuffer> {
  const stream = new CompressionStream('gzip');
  const writer = stream.writable.getWriter();
  const written = writer.write(new TextEncoder().encode(text)).then(() => writer.close());
  const [body] = await Promise.all([new Response(stream.readable).arrayBuffer(), written]);
  return body;
}
