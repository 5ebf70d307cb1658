import { parseArgs } from 'node:util';
import { eventsPath } from './create-collector.js';
import { startCollector } from './start-collector.js';

const usage = `Collects events and shows them on a dashboard.

  --port <number>      port to listen on               IG_PORT        8787
  --host <address>     address to listen on            IG_HOST        127.0.0.1
  --store <file>       where events are kept           IG_STORE       igevents.duckdb
  --write-key <key>    key that may send; repeatable   IG_WRITE_KEYS  none: every sender may
  --help`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: process.env['IG_PORT'] ?? '8787' },
    host: { type: 'string', default: process.env['IG_HOST'] ?? '127.0.0.1' },
    store: { type: 'string', default: process.env['IG_STORE'] ?? 'igevents.duckdb' },
    'write-key': { type: 'string', multiple: true, default: process.env['IG_WRITE_KEYS']?.split(',').filter(Boolean) ?? [] },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(usage);
} else {
  const { url, close } = await startCollector({
    port: Number(values.port),
    host: values.host,
    storePath: values.store,
    writeKeys: values['write-key'],
  });
  console.log(`intake     ${url}${eventsPath}\ndashboard  ${url}/dashboard/\nstore      ${values.store}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void close().then(() => process.exit(0));
    });
  }
}
