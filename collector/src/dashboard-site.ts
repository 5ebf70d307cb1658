import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Context } from 'hono';
import { refusal } from './refusal.js';
import { createStaticSite } from './static-site.js';

/** Stored events hold what any visitor typed: the page may load its own files and nothing else, and nobody may frame it. */
const headers = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
};

/** @param directory where the built dashboard is; found beside this program by default. */
export function createDashboardSite(mountPath: string, directory: string | undefined): (c: Context) => Response {
  const built = directory ?? findBuilt();
  if (built !== undefined) return createStaticSite(built, mountPath, headers);
  return () => {
    throw refusal(404, 'dashboard-missing', 'The dashboard has not been built. Run "npm run build --workspace collector".');
  };
}

function findBuilt(): string | undefined {
  // From dist/server when this program is built, from src when it is not.
  const places = ['../dashboard/', '../dist/dashboard/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return places.find((place) => existsSync(`${place}assets`));
}
