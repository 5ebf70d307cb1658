import { element, setText } from './element.js';
import type { Actions, Section } from './section.js';
import { flusherWords, formatAgo, formatCount, pipelineWords } from './words.js';

/** What the pipeline does now, when it tries next, and the two things that help at a kiosk: send now, and take everything along. */
export function createFlusherSection(actions: Actions): Section {
  const state = element('p', { class: 'state' });
  const detail = element('p', { class: 'soft' });
  const flush = element('button', { type: 'button', class: 'primary', click: () => actions.flush() }, 'Send now');
  const take = element('button', { type: 'button', click: () => actions.exportEvents() }, 'Export NDJSON');
  const node = element(
    'section',
    { class: 'flusher' },
    element('div', {}, state, detail),
    element('div', { class: 'buttons' }, flush, take),
  );
  return {
    node,
    show({ page, outbox }, now) {
      const { text, tone } = outbox ? flusherWords(outbox.flusher, outbox.counters.pending, now) : pipelineWords(page);
      setText(state, text);
      state.className = `state ${tone}`;
      const acknowledged =
        outbox?.deliveredAt === undefined ? 'Nothing was acknowledged yet' : `Acknowledged ${formatAgo(outbox.deliveredAt, now)}`;
      const { duplicates = 0 } = outbox?.counters ?? {};
      setText(detail, `${acknowledged}${duplicates > 0 ? ` · ${formatCount(duplicates)} had arrived before` : ''}`);
      flush.disabled = !outbox;
      take.disabled = !outbox;
    },
  };
}
