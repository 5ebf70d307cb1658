import type { BenchPage } from '../shared/bench-page.js';
import { heapBytes } from './heap-bytes.js';
import { ingest } from './ingest.js';
import { close, open } from './library.js';
import { drain, fill, storedBytes } from './outbox.js';
import { pushAlone } from './push-alone.js';
import { pushBursts, pushLoop } from './push-bursts.js';
import { pushToDurable } from './push-to-durable.js';

const bench: BenchPage = { open, close, pushAlone, pushBursts, pushLoop, pushToDurable, ingest, fill, drain, heapBytes, storedBytes };
Object.assign(globalThis, { bench });
