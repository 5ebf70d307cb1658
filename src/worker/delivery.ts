import { type Acknowledgement, parseAcknowledgement } from '../shared/cloud-event.js';
import { parseRetryAfter } from '../shared/retry-after.js';
import type { Acknowledge } from '../shared/settings.js';

/** What became of one attempt. */
export type Delivery =
  | { kind: 'accepted'; acknowledgement: Acknowledgement }
  /** A success that is not our collector's: a captive portal, an app shell, a redirect. */
  | { kind: 'untrusted'; why: string }
  | { kind: 'later'; because: 'network' | 'timeout' | 'status'; status?: number; retryAfterMs?: number }
  | { kind: 'too-large' }
  | { kind: 'encoding-refused' }
  | { kind: 'refused'; status: number; detail: string }
  | { kind: 'misconfigured'; status: number };

/** What the transport read of an HTTP answer. */
export interface Answer {
  status: number;
  /** True for an answer that came by way of a redirect, and for a redirect that was not followed. */
  redirected: boolean;
  contentType: string;
  retryAfter: string | null;
  text: string;
}

/**
 * Reads the collector's answer, top to bottom.
 *
 * | answer | delivery |
 * | --- | --- |
 * | redirect | untrusted |
 * | 2xx, JSON, echoes the batch id | accepted |
 * | other 2xx | untrusted |
 * | 413 | too-large |
 * | 415, or 400 to a compressed body | encoding-refused |
 * | 400, 422 | refused |
 * | 401, 403, 404, 405, 410, 451 | misconfigured |
 * | anything else | later |
 */
export function answerToDelivery(
  answer: Answer,
  request: { batch: string; compressed: boolean; acknowledge: Acknowledge; now: number },
): Delivery {
  const { status } = answer;
  if (answer.redirected) return { kind: 'untrusted', why: 'it was redirected' };
  if (status >= 200 && status < 300) return successToDelivery(answer, request.batch, request.acknowledge);
  if (status === 413) return { kind: 'too-large' };
  if (status === 415 || status === 400) {
    if (request.compressed) return { kind: 'encoding-refused' };
    if (status === 415) return { kind: 'misconfigured', status };
  }
  if (status === 400 || status === 422) return { kind: 'refused', status, detail: answer.text.slice(0, 500) };
  if ([401, 403, 404, 405, 410, 451].includes(status)) return { kind: 'misconfigured', status };
  const retryAfterMs = parseRetryAfter(answer.retryAfter, request.now) ?? retryAfterOfBody(answer);
  return { kind: 'later', because: 'status', status, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

function successToDelivery(answer: Answer, batch: string, acknowledge: Acknowledge): Delivery {
  const acknowledgement = parseAcknowledgement(parseJson(answer), batch);
  if (acknowledgement) return { kind: 'accepted', acknowledgement };
  if (acknowledge === 'status') {
    return { kind: 'accepted', acknowledgement: { batch, accepted: 0, duplicates: 0, rejected: [], retryAfterMs: 0 } };
  }
  const type = answer.contentType || 'no content type';
  return { kind: 'untrusted', why: `it answered ${answer.status} with ${type} and no acknowledgement of the batch` };
}

/** Across origins the header is readable only where the server exposes it; our collector repeats it in the body. */
function retryAfterOfBody(answer: Answer): number | undefined {
  const body = parseJson(answer);
  if (typeof body !== 'object' || body === null || !('retryAfterMs' in body)) return undefined;
  return typeof body.retryAfterMs === 'number' && body.retryAfterMs > 0 ? body.retryAfterMs : undefined;
}

function parseJson(answer: Answer): unknown {
  if (!/[/+]json\b/i.test(answer.contentType)) return undefined;
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}
