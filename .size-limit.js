// The peer dependencies, which are left out of a bundle, are in the way where none is made.
const asItIs = ({ external: _external, ...config }) => ({ ...config, bundle: false, loader: { '.js': 'copy' } });

// Ratchets, a little above what is measured: no change makes a file larger unnoticed. The budgets they work towards, 4 kB and 34 kB, are in
// bench/budgets.ts, and bench/results.md says how far off they are and why.
export default [
  {
    name: 'page: core entry',
    path: 'dist/index.js',
    // What an application brings itself or loads later.
    ignore: ['comlink', './open-pipeline.js', './debug.js'],
    limit: '4.9 kB',
    modifyEsbuildConfig: (config) => ({ ...config, format: 'esm' }),
  },
  {
    name: 'page: second part with comlink',
    path: 'dist/open-pipeline.js',
    ignore: ['./same-thread.js', './redact-record.js', './debug.js'],
    limit: '7.7 kB',
    modifyEsbuildConfig: (config) => ({ ...config, format: 'esm' }),
  },
  {
    name: 'page: redaction for the journal',
    path: 'dist/redact-record.js',
    limit: '4 kB',
    modifyEsbuildConfig: asItIs,
  },
  {
    name: 'worker: the file as it is shipped',
    path: 'dist/worker.js',
    limit: '50.9 kB',
    modifyEsbuildConfig: asItIs,
  },
  {
    name: 'service worker: for the bundle of the application’s own',
    path: 'dist/service-worker.js',
    limit: '42 kB',
    modifyEsbuildConfig: asItIs,
  },
  {
    name: 'service worker: the classic script',
    path: 'dist/igevents-service-worker.js',
    limit: '42 kB',
    modifyEsbuildConfig: asItIs,
  },
  {
    name: 'react: the hooks, without react and the core',
    path: 'dist/react.js',
    ignore: ['react', './index.js'],
    limit: '1.8 kB',
    modifyEsbuildConfig: (config) => ({ ...config, format: 'esm' }),
  },
  {
    name: 'consent: the adapters for banners',
    path: 'dist/consent.js',
    limit: '1.3 kB',
    modifyEsbuildConfig: asItIs,
  },
  {
    name: 'service worker: its registration, with workbox-window',
    path: 'dist/register-service-worker.js',
    limit: '4.6 kB',
    modifyEsbuildConfig: (config) => ({ ...config, format: 'esm' }),
  },
  {
    name: 'debug: the lines on the console',
    path: 'dist/debug.js',
    limit: '1.3 kB',
    modifyEsbuildConfig: asItIs,
  },
  {
    name: 'devtools: the panel',
    path: 'dist/devtools.js',
    limit: '8.4 kB',
    modifyEsbuildConfig: asItIs,
  },
  {
    name: 'kiosk: heartbeat, watchdog and gesture, without the panel',
    path: 'dist/kiosk.js',
    ignore: ['./devtools.js'],
    limit: '2.2 kB',
    modifyEsbuildConfig: (config) => ({ ...config, format: 'esm' }),
  },
  {
    name: 'plain script: the page’s parts in one classic file',
    path: 'dist/igevents.js',
    limit: '16.8 kB',
    modifyEsbuildConfig: asItIs,
  },
  {
    name: 'plain script with the worker inside',
    path: 'dist/igevents.inlined.js',
    limit: '62.9 kB',
    modifyEsbuildConfig: asItIs,
  },
];
