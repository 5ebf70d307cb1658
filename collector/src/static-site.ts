import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import type { Context } from 'hono';
import { refusal } from './refusal.js';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/**
 * Serves the files of a directory as they were at the start. They are held in memory: a request can only name what is in the
 * map, so no path can lead out of the directory.
 *
 * @param mountPath where the site begins, without a slash at its end: '' or '/dashboard'.
 * @param headers added to every answer.
 */
export function createStaticSite(directory: string, mountPath: string, headers: Record<string, string> = {}): (c: Context) => Response {
  const files = readFiles(directory);
  return (c) => {
    const path = c.req.path.slice(mountPath.length + 1);
    const name = path === '' || path.endsWith('/') ? `${path}index.html` : path;
    const content = files.get(name);
    if (!content) throw refusal(404, 'not-found', `There is no file at ${c.req.path.slice(0, 200)}.`);
    return new Response(content, {
      headers: {
        'content-type': types[extname(name)] ?? 'application/octet-stream',
        'cache-control': name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        'x-content-type-options': 'nosniff',
        ...headers,
      },
    });
  };
}

function readFiles(directory: string): Map<string, Uint8Array<ArrayBuffer>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(relative(directory, path).replaceAll(sep, '/'), new Uint8Array(readFileSync(path)));
  }
  return files;
}
