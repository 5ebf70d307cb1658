// `npm run exit -- --runs 20`: pushes 200 events in the moment that a page is left, in every orderly way, and prints what was lost.
import { parseArgs } from 'node:util';
import { failWith } from './run.mjs';
import { runStories } from './run-stories.mjs';

try {
  const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
  await runStories('test/e2e/page-exit.test.ts', { IGEVENTS_EXIT_RUNS: values.runs }, ['-t', 'hands over']);
} catch (error) {
  failWith(error);
}
