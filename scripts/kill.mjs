// `npm run kill -- --kills 500 --seed 7`: kills real browsers, renderers and workers at random moments, and prints what was lost and how long it took to go on.
import { parseArgs } from 'node:util';
import { failWith } from './run.mjs';
import { runStories } from './run-stories.mjs';

try {
  const { values } = parseArgs({ options: { kills: { type: 'string', default: '500' }, seed: { type: 'string' } } });
  const seed = values.seed ?? String(Math.floor(Math.random() * 1e9));
  await runStories('test/e2e/kill-at-random.test.ts', { IGEVENTS_KILLS: values.kills, IGEVENTS_SEED: seed });
} catch (error) {
  failWith(error);
}
