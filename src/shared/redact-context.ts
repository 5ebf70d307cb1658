import type { Json, PageContext } from './event.js';
import type { Redaction } from './redact-value.js';

/** The page context as it may be kept and sent. Addresses are reduced whatever the settings say; the ids of user and visit stay as they are. */
export function redactContext(context: PageContext, redaction: Redaction): PageContext {
  const { accountId } = context;
  // A journal is whatever another page, or an older version, has written.
  const page: Partial<PageContext['page']> = { ...context.page };
  return {
    ...context,
    page: {
      url: redaction.url(String(page.url ?? '')),
      referrer: redaction.url(String(page.referrer ?? '')),
      title: redaction.text(String(page.title ?? '')),
    },
    ...(accountId !== undefined && { accountId: redaction.text(String(accountId)) }),
    context: toFacts(redaction.value(context.context)),
  };
}

/** The rules keep an object an object; nothing else says so. */
function toFacts(value: Json): PageContext['context'] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as PageContext['context']) : {};
}
