// The published file as a server runs it: in a process of its own, so that nothing of a test stands between.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}out/react-server`;

beforeAll(async () => {
  for (const mode of ['production', 'react']) {
    await build({ root, configFile: `${root}vite.config.ts`, mode, logLevel: 'silent', build: { outDir: folder } });
  }
}, 60_000);

/** Runs an application's module in Node. @returns what it has written. */
function runOnServer(program: string): string {
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program], { cwd: folder, encoding: 'utf8' });
}

/** What Node has of a page's globals stays usable to nobody but React, which is loaded before. */
const setTraps = `
  const names = ['window', 'self', 'document', 'location', 'history', 'navigator', 'localStorage', 'sessionStorage', 'indexedDB', 'addEventListener',
    'dispatchEvent', 'Worker', 'MessageChannel', 'BroadcastChannel', 'crypto', 'fetch', 'setTimeout', 'queueMicrotask'];
  for (const name of names) Object.defineProperty(globalThis, name, { get() { throw new Error(name + ' was touched') } });`;

const application = `
  function Page() {
    useIgCustomEvents();
    useIgTrack({ cartOrCheckoutToken: 'c-1', country: 'DE' });
    usePageViews('/shop');
    return useIgStatus().pipeline;
  }
  const shop = createElement(IgEventsProvider, { settings: { site: 'my-shop' } }, createElement(Page));`;

describe('react on a server', () => {
  it('keeps the directive, by which Next takes the hooks for a part of the page, as the first statement', () => {
    expect(readFileSync(`${folder}/react.js`, 'utf8')).toMatch(/^(['"])use client\1;/);
  });

  it('is imported and rendered without a touch of anything that a page has', () => {
    const html = runOnServer(`
      import { createElement } from 'react';
      import { renderToString } from 'react-dom/server';
      ${setTraps}
      const { IgEventsProvider, useIgCustomEvents, useIgStatus, useIgTrack, usePageViews } = await import('./react.js');
      ${application}
      process.stdout.write(renderToString(shop));`);
    expect(html).toBe('off');
  });

  it('does nothing where components call it there', () => {
    const answers = runOnServer(`
      import { createElement } from 'react';
      import { renderToString } from 'react-dom/server';
      import { IgEventsProvider, useIgEvents } from './react.js';
      const answers = [];
      function Button() {
        const events = useIgEvents();
        events.identify('account-1');
        answers.push(events.push({ event: 'one' }), events.flush(), events.setConsent('granted'), events.pipeline());
        return null;
      }
      renderToString(createElement(Button));
      renderToString(createElement(IgEventsProvider, null, createElement(Button)));
      process.stdout.write(JSON.stringify(await Promise.all(answers)) + typeof igEvents);`);
    expect(answers).toBe(`${JSON.stringify(Array(8).fill(null))}undefined`);
  });
});
