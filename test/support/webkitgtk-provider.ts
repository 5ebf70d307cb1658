// Makes WebKitGTK a browser of vitest, beside those that playwright drives.
import { defineBrowserProvider } from '@vitest/browser';
import type { BrowserProviderOption } from 'vitest/node';
import { startWebKitGtk, type WebKitGtkPrograms, type WebKitGtkSession } from './webkitgtk-session.ts';

export function webkitgtk(programs: WebKitGtkPrograms): BrowserProviderOption {
  return defineBrowserProvider({
    name: 'webkitgtk',
    providerFactory: () => {
      let session: Promise<WebKitGtkSession> | undefined;
      return {
        name: 'webkitgtk',
        supportsParallelism: false,
        getCommandsContext: () => ({}),
        openPage: async (_sessionId, url) => {
          session ??= startWebKitGtk(programs);
          await (await session).open(url);
        },
        close: async () => {
          // A start that failed was reported by openPage.
          await session?.then((started) => started.close()).catch(() => undefined);
        },
      };
    },
  });
}
