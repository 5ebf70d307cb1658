// Ratchets, a little above what is measured: no change makes a file larger unnoticed. The budgets they work towards, 4 kB and 34 kB, are in
// bench/budgets.ts, and bench/results.md says how far off they are and why.
export default [
  {
    name: 'page: core entry with comlink',
    path: 'dist/index.js',
    // What an application brings itself or loads later.
    ignore: ['react', 'workbox-window', './same-thread.js'],
    limit: '6.2 kB',
    modifyEsbuildConfig: (config) => ({ ...config, format: 'esm' }),
  },
  {
    name: 'worker: the file as it is shipped',
    path: 'dist/worker.js',
    limit: '42.6 kB',
    modifyEsbuildConfig: (config) => ({ ...config, bundle: false, loader: { '.js': 'copy' } }),
  },
];
