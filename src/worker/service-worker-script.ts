import { drainInBackground } from './service-worker.js';

// What igevents-service-worker.js does in a service worker that loads it by importScripts: whoever has settings puts them there before.
const settings: unknown = Reflect.get(globalThis, 'igEventsSettings');
drainInBackground(typeof settings === 'object' && settings !== null ? settings : {});
