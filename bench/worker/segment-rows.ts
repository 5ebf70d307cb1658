// The floor of ingest: texts that are ready are written, one row and one transaction after the other.
import type { RowOrder } from '../shared/bench-page.js';
import { openDatabase, whenComplete } from './raw-database.js';

const database = await openDatabase('segment-rows', 'rows');
let key = 0;
addEventListener('message', ({ data }: MessageEvent<RowOrder>) => void writeRows(data));
postMessage(0);

async function writeRows({ rows, text }: RowOrder): Promise<void> {
  const startedAt = performance.now();
  for (let row = 0; row < rows; row++) {
    const transaction = database.transaction('rows', 'readwrite', { durability: 'relaxed' });
    // Made new each time, as a real one would be: a text that was stored before is already flat in memory.
    transaction.objectStore('rows').put({ first: key, body: `${key}${text}` }, key++);
    await whenComplete(transaction);
  }
  postMessage(performance.now() - startedAt);
}
