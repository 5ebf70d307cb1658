import type { Knobs } from './knobs.js';
import type { Row } from './row.js';
import type { BenchServer } from './server.js';

/** What every measurement is given. */
export interface Bench {
  knobs: Knobs;
  server: BenchServer;
  root: string;
}

export type Measurement = (bench: Bench) => Promise<Row[]>;
