import { type BrowserContext, type CDPSession, chromium, type Page } from 'playwright';
import type { BenchPage } from '../shared/bench-page.js';
import { whenTrue } from './when-true.js';

/** A page of the bench in a browser that nothing else uses. */
export interface OpenedPage {
  /** Calls a function of the page. */
  call<Name extends keyof BenchPage>(name: Name, ...args: Parameters<BenchPage[Name]>): Promise<Awaited<ReturnType<BenchPage[Name]>>>;
  /** Loads the page anew. */
  reload(): Promise<void>;
  /** CPU time of the page's main thread since it was opened, ms. */
  mainThreadMs(): Promise<number>;
  /** Process ids of the browser's renderers. */
  rendererIds(): Promise<number[]>;
  browserVersion: string;
  close(): Promise<void>;
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Memory is measured after a collection that happens at once, instead of within minutes.
  '--enable-blink-features=ForceEagerMeasureMemory',
];

/** Opens the bench's page in a browser of its own; `profile` is the folder that it keeps its data in, none for a fresh one. */
export async function openPage(url: string, profile = ''): Promise<OpenedPage> {
  const executablePath = process.env['CHROMIUM_PATH'];
  const context = await chromium.launchPersistentContext(profile, { args: flags, ...(executablePath && { executablePath }) });
  try {
    return await startPage(context, url);
  } catch (error) {
    await context.close();
    throw error;
  }
}

async function startPage(context: BrowserContext, url: string): Promise<OpenedPage> {
  const page = context.pages()[0] ?? (await context.newPage());
  page.on('pageerror', (error) => console.error('The page failed:', error.message));
  const browser = context.browser();
  if (!browser) throw new Error('The browser does not show itself.');
  const browserSession = await browser.newBrowserCDPSession();
  await load(page, url);
  const session = await startMetrics(context, page);
  return {
    call: (name, ...args) =>
      page.evaluate(
        ([called, given]) =>
          (globalThis as unknown as { bench: Record<string, (...all: unknown[]) => never> }).bench[called]?.(...given) as never,
        [name as string, args as unknown[]] as const,
      ),
    reload: () => load(page, url),
    async mainThreadMs() {
      const { metrics } = await session.send('Performance.getMetrics');
      return 1_000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN);
    },
    async rendererIds() {
      const { processInfo } = await browserSession.send('SystemInfo.getProcessInfo');
      return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    },
    browserVersion: browser.version(),
    close: () => context.close(),
  };
}

async function load(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await whenTrue(() => page.evaluate(() => 'bench' in globalThis));
}

async function startMetrics(context: BrowserContext, page: Page): Promise<CDPSession> {
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return session;
}
