// WebKitGTK has no driver package on npm, so this speaks W3C WebDriver to the system's own, with a display of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface WebKitGtkPrograms {
  readonly driver: string;
  readonly display: string;
  readonly browser: string;
}

export interface WebKitGtkSession {
  open(url: string): Promise<void>;
  close(): Promise<void>;
}

// A loaded machine takes many times the usual 2 s; the deadline is there to end a hang, not to judge speed.
const startDeadlineMs = 90_000;
const pageLoadDeadlineMs = 120_000;

export async function startWebKitGtk(programs: WebKitGtkPrograms): Promise<WebKitGtkSession> {
  const started: ChildProcess[] = [];
  const endStarted = (): void => started.splice(0).forEach(endGroup);
  // `exit` is the last moment to end them when vitest stops without closing its providers.
  process.once('exit', endStarted);
  try {
    const display = startDisplay(programs.display);
    started.push(display);
    const port = await freePort();
    const env = { ...process.env, DISPLAY: await displayName(display), GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1' };
    const driver = spawn(programs.driver, [`--port=${port}`], { env, stdio: 'ignore', detached: true });
    started.push(driver);
    const base = `http://127.0.0.1:${port}`;
    await whenReady(base, driver);
    const session = `${base}/session/${await newSession(base, programs.browser)}`;
    return {
      open: async (url) => void (await send('POST', `${session}/url`, { url })),
      close: async () => {
        // Asking first lets the browser end its own helper processes.
        await send('DELETE', session).catch(() => undefined);
        process.off('exit', endStarted);
        endStarted();
      },
    };
  } catch (error) {
    endStarted();
    throw error;
  }
}

// With -displayfd Xvfb takes the first free display itself and tells its number: nothing to guess, nothing to collide with.
function startDisplay(program: string): ChildProcess {
  const args = ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'];
  return spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'], detached: true });
}

async function displayName(display: ChildProcess): Promise<string> {
  const told = display.stdio[3];
  if (!told) throw new Error('Xvfb was started without the pipe for its display number.');
  const [number] = await once(told, 'data', { signal: AbortSignal.timeout(startDeadlineMs) });
  return `:${String(number).trim()}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('No free port was given.');
  return address.port;
}

async function whenReady(base: string, driver: ChildProcess): Promise<void> {
  for (const until = Date.now() + startDeadlineMs; Date.now() < until; await sleep(50)) {
    if (driver.exitCode !== null) throw new Error(`WebKitWebDriver ended with exit code ${driver.exitCode}.`);
    if (await isReady(base)) return;
  }
  throw new Error(`WebKitWebDriver did not answer within ${startDeadlineMs} ms.`);
}

async function isReady(base: string): Promise<boolean> {
  try {
    return (await fetch(`${base}/status`)).ok;
  } catch {
    return false;
  }
}

async function newSession(base: string, browser: string): Promise<string> {
  const alwaysMatch = {
    'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
    timeouts: { pageLoad: pageLoadDeadlineMs },
  };
  const { sessionId } = await send('POST', `${base}/session`, { capabilities: { alwaysMatch } });
  if (typeof sessionId !== 'string') throw new Error('WebKitWebDriver answered without a session id.');
  return sessionId;
}

async function send(method: 'POST' | 'DELETE', url: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(pageLoadDeadlineMs),
  });
  const { value } = (await response.json()) as { value: Record<string, unknown> | null };
  if (!response.ok) throw new Error(`WebDriver ${method} ${url} answered ${response.status}: ${JSON.stringify(value)}`);
  return value ?? {};
}

// Each child leads a process group of its own, so its pid names exactly what was started here and nothing else.
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // The group is gone already.
  }
}
