// What a page asks of its service worker, and that everything goes on where there is none to ask.
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createIgEvents, type IgEvents, type IgEventsSettings } from '../../src/main/index.js';
import { registerServiceWorker, type ServiceWorkerLink, type ServiceWorkerOptions } from '../../src/main/register-service-worker.js';

const url = new URL('./answering-service-worker.ts', import.meta.url).pathname;
/** The rest of a page's life would be of no use here. */
const never = new Promise<never>(() => {});

let uncaught: unknown[] = [];
addEventListener('unhandledrejection', ({ reason }) => void uncaught.push(reason));

afterEach(async () => {
  vi.useRealTimers();
  Reflect.deleteProperty(navigator, 'serviceWorker');
  for (const registration of await navigator.serviceWorker.getRegistrations()) {
    if (registration.scope.includes('/given/')) await registration.unregister();
  }
  expect(uncaught).toEqual([]);
  uncaught = [];
});

function open(settings: IgEventsSettings = {}): IgEvents {
  const createWorker = (): Worker => new Worker(new URL('../../src/worker/index.ts', import.meta.url), { type: 'module' });
  // Port 1 is one that no browser connects to.
  const endpoint = 'http://127.0.0.1:1/ig/events';
  const client = createIgEvents({ endpoint, installGlobal: false, createWorker, site: crypto.randomUUID(), ...settings });
  onTestFinished(() => client.close());
  return client;
}

function link(client: IgEvents, options: ServiceWorkerOptions = {}): ServiceWorkerLink {
  const opened = registerServiceWorker(client, options);
  onTestFinished(() => opened.close());
  return opened;
}

/** An address that controls no page of a test, and no other test. */
function freeScope(): string {
  return new URL(`./given/${crypto.randomUUID()}/`, new URL(url, location.href)).pathname;
}

/** A registration of the page's own, with a Background Sync that the test has made. */
async function registerWith(sync: unknown): Promise<ServiceWorkerRegistration> {
  const registration = await navigator.serviceWorker.register(url, { scope: freeScope() });
  Object.defineProperty(registration, 'sync', { value: sync });
  return registration;
}

/** A Background Sync that takes every tag. */
function taking(): { tags: string[]; sync: { register(tag: string): Promise<void> } } {
  const tags: string[] = [];
  return { tags, sync: { register: async (tag) => void tags.push(tag) } };
}

/** One event that cannot be delivered, on the disk. */
async function leaveOne(client: IgEvents): Promise<void> {
  await client.track({ event: 'left' }).durable;
}

describe('registerServiceWorker', () => {
  it('registers what it is told to, tells what the browser offers, and passes on the answer of a drain', async () => {
    const { ready, state, drain } = link(open(), { url, scope: freeScope() });
    const backgroundSync = 'SyncManager' in window ? 'available' : 'missing';
    expect(await ready).toEqual({ name: 'active', reason: '', backgroundSync });
    expect(state()).toEqual(await ready);
    expect(await drain()).toEqual({ delivered: 2, pending: 1 });
  });

  it('adopts what controls the scope already', async () => {
    const scope = freeScope();
    const { active, installing } = await navigator.serviceWorker.register(`${url}?foreign`, { scope });
    const foreign = (active ?? installing)?.scriptURL;
    const own = new URL('./engine-worker.ts', import.meta.url).pathname;
    const { name, reason } = await link(open(), { url: own, scope }).ready;
    expect(name).toBe('active');
    expect(reason).toContain(`${foreign} is registered`);
    const registration = await navigator.serviceWorker.getRegistration(scope);
    expect(registration?.active?.scriptURL).toBe(foreign);
  });

  it('registers nothing without a url', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    const before = await navigator.serviceWorker.getRegistrations();
    const opened = link(open());
    expect(opened.state().name).toBe('starting');
    // The browser's own answer comes in its own time.
    await navigator.serviceWorker.getRegistration();
    vi.advanceTimersByTime(10_000);
    expect(await opened.ready).toMatchObject({ name: 'none', reason: 'No service worker is registered for this page.' });
    expect(await opened.drain()).toBeUndefined();
    expect(await navigator.serviceWorker.getRegistrations()).toEqual(before);
  });

  it.each([
    ['is not there', { url: '/nowhere/sw.js' }],
    ['is no address', { url: 'https://' }],
    ['comes from elsewhere', { url: 'https://elsewhere.example/sw.js' }],
    ['may not control the scope', { url, scope: '/' }],
  ])('tells why a script that %s is not registered', async (_, options) => {
    const { name, reason } = await link(open(), options).ready;
    expect(name).toBe('failed');
    expect(reason).toMatch(/^The browser refuses a service worker: .*Error/);
  });

  it('goes on where the browser does not answer', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: { getRegistration: () => never, ready: never } });
    const client = open();
    const { ready } = link(client, { url });
    vi.advanceTimersByTime(10_000);
    expect(await ready).toMatchObject({ name: 'failed', reason: 'The browser has not answered within 10 seconds.' });
    vi.useRealTimers();
    await leaveOne(client);
  });

  it('goes on where the browser has no service workers', async () => {
    Object.defineProperty(navigator, 'serviceWorker', { configurable: true, value: undefined });
    const client = open();
    expect(await link(client, { url }).ready).toMatchObject({ name: 'unsupported', reason: 'This browser has no service workers.' });
    await leaveOne(client);
  });

  it('goes on in a frame that may not even look', async () => {
    Object.defineProperty(navigator, 'serviceWorker', {
      configurable: true,
      get() {
        throw new DOMException('sandboxed', 'SecurityError');
      },
    });
    expect(await link(open(), { url }).ready).toMatchObject({ name: 'unsupported', reason: expect.stringContaining('sandboxed') });
  });

  it('asks to be woken for what stays when the connection goes, and no more once it is closed', async () => {
    const { tags, sync } = taking();
    const client = open({ site: 'woken' });
    const opened = link(client, { registration: await registerWith(sync) });
    expect(await opened.ready).toMatchObject({ name: 'active', backgroundSync: 'available' });
    await leaveOne(client);
    dispatchEvent(new Event('offline'));
    expect(tags.at(-1)).toBe('igevents:woken');
    const { length } = tags;
    opened.close();
    dispatchEvent(new Event('offline'));
    dispatchEvent(new Event('pagehide'));
    expect(tags).toHaveLength(length);
  });

  it('asks to be woken for what stays when the page is left', async () => {
    const { tags, sync } = taking();
    const client = open({ site: 'left' });
    await link(client, { registration: await registerWith(sync) }).ready;
    await leaveOne(client);
    dispatchEvent(new Event('pagehide'));
    expect(tags).toContain('igevents:left');
  });

  it('asks to be woken at once for what an earlier page has left', async () => {
    const { tags, sync } = taking();
    const client = open({ site: 'earlier' });
    await leaveOne(client);
    await vi.waitFor(() => expect(localStorage.getItem('igev-outbox:earlier')).toContain('"pending":1'), { timeout: 30_000 });
    await link(client, { registration: await registerWith(sync) }).ready;
    await vi.waitFor(() => expect(tags).toEqual(['igevents:earlier']));
  });

  it('asks nothing while there is no consent', async () => {
    const { tags, sync } = taking();
    const client = open({ consent: 'pending' });
    const opened = link(client, { registration: await registerWith(sync) });
    await opened.ready;
    void client.push({ event: 'kept back' });
    dispatchEvent(new Event('offline'));
    dispatchEvent(new Event('pagehide'));
    expect(await opened.drain()).toBeUndefined();
    expect(tags).toEqual([]);
    await client.setConsent('denied');
    void client.push({ event: 'dropped' });
    dispatchEvent(new Event('pagehide'));
    expect(tags).toEqual([]);
  });

  it('hands over to the service worker itself where Background Sync is refused', async () => {
    const refusing = { register: () => Promise.reject(new DOMException('permission denied', 'NotAllowedError')) };
    const registration = await registerWith(refusing);
    const client = open({ site: 'refused' });
    const opened = link(client, { registration });
    await opened.ready;
    const messages: unknown[] = [];
    Object.defineProperty(registration.active, 'postMessage', { value: (message: unknown) => messages.push(message) });
    await leaveOne(client);
    dispatchEvent(new Event('pagehide'));
    await vi.waitFor(() => expect(messages).toEqual([{ type: 'igevents:drain', site: 'refused' }]));
    expect(opened.state()).toMatchObject({
      name: 'active',
      backgroundSync: 'refused',
      reason: expect.stringContaining('permission denied'),
    });
  });

  it('tells that the application has unregistered its service worker', async () => {
    const registration = await registerWith(undefined);
    const opened = link(open(), { registration });
    await opened.ready;
    await registration.unregister();
    await vi.waitFor(() => expect(opened.state()).toMatchObject({ name: 'none', reason: 'The service worker was unregistered.' }));
  });
});
