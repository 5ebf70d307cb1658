// The floor of making an event durable: one put in one transaction per message, and the answer after `complete`.
import { openDatabase } from './raw-database.js';

const database = await openDatabase('one-row', 'rows');
let key = 0;
addEventListener('message', ({ data }: MessageEvent<string>) => {
  const transaction = database.transaction('rows', 'readwrite', { durability: 'relaxed' });
  transaction.objectStore('rows').put(data, key++);
  transaction.oncomplete = () => postMessage(key);
});
postMessage(0);
