import { afterEach, describe, expect, it, vi } from 'vitest';
import { defineDevtools, type IgDevtools } from '../../src/main/devtools.js';
import type { BuriedEvent } from '../../src/shared/protocol.js';
import { type GivenPipeline, makePipeline } from '../support/given-pipeline.js';

afterEach(() => {
  document.body.replaceChildren();
});

function open(
  pipeline: GivenPipeline | undefined,
  ...attributes: string[]
): { element: IgDevtools; text: () => string; press: (name: string) => void } {
  const element = document.createElement('ig-devtools');
  element.pipeline = pipeline;
  for (const name of attributes) element.setAttribute(name, '');
  document.body.append(element);
  const panel = (): Element => element.shadowRoot?.querySelector('.panel') ?? element;
  return {
    element,
    text: () => (panel() instanceof HTMLElement ? (panel() as HTMLElement).innerText : ''),
    press(name) {
      const buttons = [...(element.shadowRoot?.querySelectorAll('button') ?? [])];
      const found = buttons.find((each) => (each.getAttribute('aria-label') ?? each.textContent) === name);
      if (!found) throw new Error(`There is no button "${name}".`);
      found.click();
    },
  };
}

const letter = (id: string, event = 'orderPlaced'): BuriedEvent => ({
  id,
  event,
  properties: { price: '29,00' },
  time: '2026-06-01T12:00:00.000Z',
  buriedAt: Date.UTC(2026, 5, 1, 12),
  code: 'status-422',
  detail: 'price must be a number',
});

describe('ig-devtools', () => {
  it('shows the account, the state, what waits and what went wrong', async () => {
    const pipeline = makePipeline({
      page: { pushed: 12, durable: 11 },
      counters: { delivered: 1_000, pending: 3, pendingBytes: 2_048, dropped: { quota: 2 }, rejected: { 'name-empty': 1 }, buried: 1 },
      flusher: { name: 'waiting', until: Date.now() + 60_000, because: 'backoff' },
      oldest: [{ id: 'p1:7', event: 'add_to_cart', time: '2026-06-01T12:00:00.000Z', sequence: '7', properties: { sku: 'A' } }],
      batches: [
        {
          batch: 'b',
          at: 1,
          attempt: 2,
          events: 3,
          bytes: 900,
          keepalive: false,
          outcome: { kind: 'later', ms: 8, detail: 'status', status: 503 },
        },
      ],
      problems: [{ code: 'delivery-delayed', message: 'The collector does not answer.', count: 1, at: Date.now() }],
      letters: [letter('p1:3')],
    });
    const { text } = open(pipeline, 'open');
    await vi.waitFor(() => expect(text()).toContain('orderPlaced'));
    for (const part of [
      '1,007',
      '1,000',
      '2.0 KiB',
      'quota 2',
      'name-empty 1',
      '1 held in memory',
      'the last attempt failed',
      'add_to_cart',
    ])
      expect(text()).toContain(part);
    for (const part of ['503', 'The collector does not answer.', 'status-422', 'running in a worker', 'consent granted', 'o1'])
      expect(text()).toContain(part);
  });

  it('shows names and properties as text, never as markup', async () => {
    const hostile = '<img src=x onerror="document.title=1"><b>bold</b>';
    const { element, text } = open(makePipeline({ counters: { buried: 1 }, letters: [letter('p1:1', hostile)] }), 'open');
    await vi.waitFor(() => expect(text()).toContain(hostile));
    expect(element.shadowRoot?.querySelectorAll('img, b, style, [style]')).toHaveLength(0);
  });

  it('asks nothing while it is closed, and counts what the page tells', async () => {
    const pipeline = makePipeline();
    const { element } = open(pipeline);
    pipeline.change({ pushed: 1_234 });
    expect(element.shadowRoot?.querySelector('.tab')?.textContent).toBe('igevents1,234');
    expect(pipeline.asked).toBe(0);
    element.toggleAttribute('open');
    await vi.waitFor(() => expect(pipeline.asked).toBeGreaterThan(0));
  });

  it('is opened and closed by button and by key, and keeps the focus', () => {
    const { element, press } = open(makePipeline());
    press('igevents0');
    expect(element.hasAttribute('open')).toBe(true);
    const focused = element.shadowRoot?.activeElement;
    expect(focused?.getAttribute('aria-label')).toBe('Close');
    focused?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    expect(element.hasAttribute('open')).toBe(false);
    expect(element.shadowRoot?.activeElement?.className).toBe('tab');
  });

  it('sends, requeues and deletes, the last only at the second press', async () => {
    const pipeline = makePipeline({ counters: { buried: 2 }, letters: [letter('p1:1'), letter('p1:2')] });
    const { text, press } = open(pipeline, 'open');
    await vi.waitFor(() => expect(text()).toContain('orderPlaced'));
    press('Send now');
    press('Send again');
    await vi.waitFor(() => expect(pipeline.requeued).toEqual([['p1:1']]));
    expect(pipeline.flushes).toBe(1);
    press('Delete all');
    expect(pipeline.purged).toEqual([]);
    press('Delete for good?');
    await vi.waitFor(() => expect(text()).toContain('1 deleted.'));
    expect(text()).toContain('The collector has refused nothing.');
    expect(pipeline.purged).toEqual([undefined]);
  });

  it('hands what waits to the browser as a file', async () => {
    const pipeline = makePipeline({ lines: '{"id":"p1:1"}\n{"id":"p1:2"}\n' });
    const links: HTMLAnchorElement[] = [];
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      links.push(this);
    });
    const { text, press } = open(pipeline, 'open');
    await vi.waitFor(() => expect(pipeline.asked).toBe(1));
    press('Export NDJSON');
    await vi.waitFor(() => expect(text()).toContain('2 events exported.'));
    expect(links[0]?.download).toMatch(/^igevents-.*\.ndjson$/);
    expect(await (await fetch(links[0]?.href ?? '')).text()).toBe('{"id":"p1:1"}\n{"id":"p1:2"}\n');
    click.mockRestore();
  });

  it('keeps a detail open while the numbers change', async () => {
    const pipeline = makePipeline({ counters: { buried: 1 }, letters: [letter('p1:1')] });
    const { element, text, press } = open(pipeline, 'open');
    await vi.waitFor(() => expect(text()).toContain('orderPlaced'));
    const detail = element.shadowRoot?.querySelector<HTMLDetailsElement>('.events details');
    if (detail) detail.open = true;
    pipeline.set({ counters: { buried: 2 }, letters: [letter('p1:0', 'earlier'), letter('p1:1')] });
    press('Send now');
    await vi.waitFor(() => expect(text()).toContain('earlier'));
    expect(text()).toContain('price must be a number');
    expect(detail?.isConnected).toBe(true);
  });

  it('waits for a pipeline where there is none, and does not mind to be defined twice', () => {
    defineDevtools();
    expect(open(undefined, 'open').text()).toContain('There is no pipeline on this page yet.');
  });
});
