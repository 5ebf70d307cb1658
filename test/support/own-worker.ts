// An application's own worker with validators; `bundle-own-worker.ts` makes it a file.
import { z } from 'zod';
import { defineEvents, startPipeline } from '../../src/worker/start-pipeline.js';

const events = defineEvents({
  add_to_cart: z.object({ sku: z.string(), qty: z.number().int() }),
  check_stock: z.object({ sku: z.string().refine(async (sku) => sku !== 'A-0', 'is sold out') }),
  broken: z.unknown().transform(() => {
    throw new Error('no validator is without bugs');
  }),
});
const isStrict = new URL(self.location.href).searchParams.get('validation') === 'quarantine';
startPipeline({ events, validation: isStrict ? 'quarantine' : 'warn' });
