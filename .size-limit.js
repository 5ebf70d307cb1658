export default [
  {
    name: 'page: core entry with comlink',
    path: 'dist/index.js',
    // What an application brings itself or loads later.
    ignore: ['react', 'workbox-window', './same-thread.js'],
    limit: '4 kB',
    modifyEsbuildConfig: (config) => ({ ...config, format: 'esm' }),
  },
  {
    name: 'worker: the file as it is shipped',
    path: 'dist/worker.js',
    limit: '34 kB',
    modifyEsbuildConfig: (config) => ({ ...config, bundle: false, loader: { '.js': 'copy' } }),
  },
];
