// The storefront as `npm start` serves it: its built server in a process of its own, with a store in a folder of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { OutboxHealth, StoredEvent } from '../../collector/src/index.js';

export interface Storefront {
  origin: string;
  /** Everything that the collector has stored, the newest first. */
  events(): Promise<StoredEvent[]>;
  outboxes(): Promise<OutboxHealth[]>;
  close(): Promise<void>;
}

const program = fileURLToPath(new URL('../../examples/storefront/dist/server/demo.js', import.meta.url));

export async function startStorefront(): Promise<Storefront> {
  if (!existsSync(program)) throw new Error('The storefront has not been built: npm run build --workspace examples/storefront');
  const folder = mkdtempSync(join(tmpdir(), 'igevents-storefront-'));
  const env = { ...process.env, PORT: '0', HOST: '127.0.0.1', STORE: join(folder, 'collected.duckdb') };
  const server = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(server, 'exit');
  const origin = await Promise.race([readOrigin(createInterface(server.stdout)), ended.then(() => undefined)]);
  if (origin === undefined) throw new Error('The storefront has ended before it listened.');
  const read = async (path: string) => (await fetch(`${origin}/api/${path}`)).json();
  return {
    origin,
    events: () => read('events?limit=1000'),
    outboxes: () => read('outboxes'),
    async close() {
      server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function readOrigin(lines: AsyncIterable<string>): Promise<string | undefined> {
  for await (const line of lines) {
    const address = /http:\/\/[\d.]+:\d+/.exec(line);
    if (address) return address[0];
  }
  return undefined;
}
