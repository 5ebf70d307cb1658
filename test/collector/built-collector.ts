import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

export interface CollectorProcess {
  url: string;
  /** Ends it the hard way, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** Builds the program as its users run it, beside the real build so that its dependencies are found. @returns the program's file. */
export async function buildCollector(): Promise<string> {
  const outDir = fileURLToPath(new URL('../../collector/dist/test-server', import.meta.url));
  const configFile = fileURLToPath(new URL('../../collector/vite.config.ts', import.meta.url));
  await build({ configFile, mode: 'server', logLevel: 'silent', build: { outDir } });
  return `${outDir}/main.js`;
}

export async function startProcess(program: string, storePath: string): Promise<CollectorProcess> {
  const child = spawn(process.execPath, [program, '--port', '0', '--store', storePath], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  return {
    url: await Promise.race([readUrl(child), exited.then(() => Promise.reject(new Error('The collector ended before it listened.')))]),
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

async function readUrl({ stdout }: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of stdout ?? []) {
    text += String(chunk);
    const url = /^intake +(http:\/\/[^/]+)/m.exec(text)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error(`The collector did not say where it listens: ${text}`);
}
