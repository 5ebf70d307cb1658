import { inlinedPipeline } from './inlined-pipeline.js';
import { trustedWorkerUrl } from './trusted-worker-url.js';

/**
 * How the plain script makes its worker: from a file of the page's own origin, or as a blob, since browsers refuse a worker's file of another
 * origin. The blob holds the code itself where this build carries it, else it loads the file.
 *
 * @param given the file's URL as the page has given it, or undefined: then it is the one carried, or `worker.js` beside the script.
 * @param scriptUrl where the script came from.
 */
export function scriptWorkerMaker(given: string | undefined, scriptUrl: string): () => Worker {
  if (given === undefined && inlinedPipeline) return blobWorkerMaker(`(${inlinedPipeline})().exposePipeline()`);
  const url = given === undefined ? new URL('worker.js', scriptUrl) : new URL(given, document.baseURI);
  if (url.origin !== location.origin) return blobWorkerMaker(`(${importTrusted})(${JSON.stringify(url.href)})`);
  return () => new Worker(trustedWorkerUrl(url.href), { type: 'module' });
}

/** Runs in a worker, by its text: Trusted Types hold there, too. */
function importTrusted(url: string): void {
  const { trustedTypes, importScripts } = globalThis as object as {
    trustedTypes?: { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } };
    importScripts(url: string): void;
  };
  importScripts(trustedTypes?.createPolicy('igevents', { createScriptURL: (text: string) => text }).createScriptURL(url) ?? url);
}

function blobWorkerMaker(script: string): () => Worker {
  // Never revoked: a worker that has died is made again.
  let url: string | undefined;
  return () => {
    url ??= URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    return new Worker(trustedWorkerUrl(url));
  };
}
