import { element } from './devtools/element.js';
import { createPanel } from './devtools/panel.js';
import { createSheet } from './devtools/sheet.js';
import type { InspectedPipeline } from './devtools/snapshot.js';
import { watchSnapshots } from './devtools/watch-snapshots.js';
import { formatCount } from './devtools/words.js';
import { isFacade } from './facade.js';
import { runningPipelines } from './running-pipelines.js';

export type { InspectedPipeline } from './devtools/snapshot.js';

/**
 * `<ig-devtools>`: a tab at the page's edge that opens a panel over everything that the pipeline on the page knows.
 *
 * | attribute | meaning |
 * | --- | --- |
 * | `open` | the panel is open |
 * | `inline` | the panel stands where the element stands, for a page of its own |
 * | `site` | the site whose pipeline is shown; `window.igEvents` without it |
 */
export interface IgDevtools extends HTMLElement {
  /** What is shown, where it is not the page's own pipeline. */
  pipeline: InspectedPipeline | undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'ig-devtools': IgDevtools;
  }
}

/** How long the panel tells what an action has done, ms. */
const newsMs = 6_000;
/** How long the browser has to begin with a download, ms. */
const downloadMs = 60_000;

/** Makes the element known to the page. Does nothing where there is no page, and where it is known already. */
export function defineDevtools(): void {
  if (typeof customElements === 'undefined' || customElements.get('ig-devtools')) return;
  customElements.define('ig-devtools', createElementClass());
}

// In a function: a server that renders the page knows no HTMLElement.
function createElementClass(): CustomElementConstructor {
  return class extends HTMLElement implements IgDevtools {
    static readonly observedAttributes = ['open', 'inline', 'site'];
    #given: InspectedPipeline | undefined;
    #shown: InspectedPipeline | undefined;
    #stopShowing = (): void => {};
    #refresh: (isStale?: boolean) => Promise<void> = async () => {};
    #newsTimer = 0;
    #isStarted = false;
    #listening = new AbortController();
    readonly #panel = createPanel({
      toggle: () => this.toggleAttribute('open', !this.hasAttribute('open')),
      flush: () =>
        this.#act(
          (pipeline) => pipeline.flush(),
          ({ delivered, pending }) => `${formatCount(delivered)} delivered, ${formatCount(pending)} wait.`,
        ),
      exportEvents: () => this.#act((pipeline) => pipeline.exportEvents(), download),
      requeue: (ids) =>
        this.#act(
          (pipeline) => pipeline.requeue(ids),
          (count) => `${formatCount(count)} are sent once more.`,
        ),
      purge: (ids) =>
        this.#act(
          (pipeline) => pipeline.purge(ids),
          (count) => `${formatCount(count)} deleted.`,
        ),
    });

    constructor() {
      super();
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [createSheet()];
      root.append(...this.#panel.nodes);
      root.addEventListener('keydown', (event) => {
        if (event instanceof KeyboardEvent && event.key === 'Escape') this.removeAttribute('open');
      });
    }

    get pipeline(): InspectedPipeline | undefined {
      return this.#given ?? pageOwn(this.getAttribute('site'));
    }

    set pipeline(pipeline: InspectedPipeline | undefined) {
      this.#given = pipeline;
      this.#start();
    }

    connectedCallback(): void {
      // A property that was set before the element was known stands in the way of the accessor.
      const early = Object.getOwnPropertyDescriptor(this, 'pipeline');
      if (early) Reflect.deleteProperty(this, 'pipeline');
      if (early) this.#given = early.value;
      this.#listening = new AbortController();
      addEventListener('igevents:ready', () => this.#start(), { signal: this.#listening.signal });
      this.#isStarted = true;
      this.#start();
    }

    disconnectedCallback(): void {
      this.#isStarted = false;
      this.#listening.abort();
      this.#stopShowing();
      this.#shown = undefined;
    }

    attributeChangedCallback(name: string): void {
      this.#start();
      // Only what a viewer opens takes the focus, not an element that stood open in the page.
      if (name === 'open' && this.#isStarted) this.#moveFocus();
    }

    get #isOpen(): boolean {
      return this.hasAttribute('open') || this.hasAttribute('inline');
    }

    #start(): void {
      if (!this.#isStarted) return;
      this.#stopShowing();
      this.#panel.setOpen(this.#isOpen);
      const pipeline = this.pipeline;
      this.#shown = pipeline;
      this.#panel.show(undefined);
      this.#stopShowing = () => {};
      if (!pipeline) return;
      // Nothing is asked while the panel is closed: the tab shows what the page tells by itself.
      const watch = watchSnapshots(pipeline, this.#panel.show, this.#isOpen);
      this.#refresh = watch.refresh;
      this.#stopShowing = watch.end;
    }

    #moveFocus(): void {
      if (this.hasAttribute('inline')) return;
      this.shadowRoot?.querySelector<HTMLElement>(this.#isOpen ? '.close' : '.tab')?.focus();
    }

    #act<Result>(act: (pipeline: InspectedPipeline) => Promise<Result | undefined>, news: (result: Result) => string): void {
      const pipeline = this.#shown;
      if (!pipeline) return;
      const done = async (): Promise<void> => {
        const result = await act(pipeline).catch(() => undefined);
        this.#tell(result === undefined ? 'The pipeline did not answer.' : news(result));
        await this.#refresh(true);
      };
      void done();
    }

    #tell(message: string): void {
      clearTimeout(this.#newsTimer);
      this.#panel.tell(message);
      this.#newsTimer = window.setTimeout(() => this.#panel.tell(''), newsMs);
    }
  };
}

function pageOwn(site: string | null): InspectedPipeline | undefined {
  if (site !== null) return runningPipelines().get(site);
  const { igEvents } = window;
  return isFacade(igEvents) ? (igEvents as InspectedPipeline) : undefined;
}

/** Hands the lines to the browser as a file; nothing of it touches the network. */
function download(lines: string): string {
  if (lines === '') return 'Nothing waits, and nothing is buried: there is nothing to export.';
  const url = URL.createObjectURL(new Blob([lines], { type: 'application/x-ndjson' }));
  const day = new Date().toISOString().slice(0, 16).replaceAll(':', '-');
  element('a', { href: url, download: `igevents-${day}.ndjson` }).click();
  setTimeout(() => URL.revokeObjectURL(url), downloadMs);
  return `${formatCount(lines.split('\n').length - 1)} events exported.`;
}

defineDevtools();
