// What the description of the wire says of a request, member by member. It imports nothing from src.
import type { IncomingHttpHeaders } from 'node:http';
import type { WireAttempt } from './wire-collector.js';

export type Members = Record<string, unknown>;

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const envelopeMembers = ['data', 'datacontenttype', 'id', 'sequence', 'source', 'specversion', 'time', 'type'];
const isText = (value: unknown): boolean => typeof value === 'string';
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
const hasTexts = (value: unknown, ...names: string[]): boolean =>
  isObject(value) && hasOnly(value, names) && names.every((name) => isText(value[name]));
const isListOf = (value: unknown, ...names: string[]): boolean => Array.isArray(value) && value.every((item) => hasTexts(item, ...names));

const dataRules: Record<string, (value: unknown) => boolean> = {
  event: (value) => typeof value === 'string' && value !== '' && !/[,']|\s$/.test(value),
  properties: (value) => value !== undefined,
  userId: (value) => /^ig_[\da-f]{36}$/.test(String(value)),
  sessionId: (value) => isText(value) && value !== '',
  pageId: (value) => isText(value) && value !== '',
  page: (value) => hasTexts(value, 'url', 'referrer', 'title'),
  device: isObject,
  testGroups: (value) => isListOf(value, 'experienceId', 'experienceName', 'id', 'name'),
  campaigns: (value) => isListOf(value, 'id', 'name'),
  context: isObject,
  consent: isText,
  monotonicMs: isNumber,
};

const reportRules: Record<string, (value: unknown) => boolean> = {
  dropped: (value) => isObject(value) && Object.values(value).every(isNumber),
  rejected: (value) => isObject(value) && Object.values(value).every(isNumber),
  buried: isNumber,
  pending: isNumber,
  oldestAt: (value) => value === null || isoTime.test(String(value)),
};

/** Every way in which an attempt is not what the description says. */
export function wireViolations(
  headers: IncomingHttpHeaders,
  rawBytes: number,
  attempt: WireAttempt,
  before: readonly WireAttempt[],
  writeKey: string | undefined,
): string[] {
  return [
    ...headerViolations(headers, rawBytes, writeKey),
    ...attemptViolations(attempt, before),
    ...attempt.events.flatMap(eventViolations),
    ...textViolations(attempt, before),
  ];
}

function headerViolations(headers: IncomingHttpHeaders, rawBytes: number, writeKey: string | undefined): string[] {
  const encoding = headers['content-encoding'];
  const bearer = writeKey === undefined ? undefined : `Bearer ${writeKey}`;
  return [
    ...(headers['content-type'] === 'application/cloudevents-batch+json' ? [] : [`content-type ${headers['content-type']}`]),
    ...(headers.authorization === bearer ? [] : [`authorization ${headers.authorization}`]),
    ...(encoding === undefined || encoding === 'gzip' ? [] : [`content-encoding ${encoding}`]),
    // The brackets and separators of the array are left open: 1 KiB is not a limit to the byte.
    ...(encoding === 'gzip' && rawBytes <= 1_024 ? [`gzip for ${rawBytes} bytes`] : []),
    ...(encoding === undefined && rawBytes > 1_100 ? [`no gzip for ${rawBytes} bytes`] : []),
  ];
}

function attemptViolations({ batch, attempt, sentAt }: WireAttempt, before: readonly WireAttempt[]): string[] {
  const earlier = before.filter((each) => each.batch === batch);
  return [
    ...(batch === '' || batch === 'undefined' ? ['no ig-batch'] : []),
    ...(attempt === earlier.length + 1 ? [] : [`ig-attempt ${attempt} is number ${earlier.length + 1} of ${batch}`]),
    ...(isoTime.test(sentAt) ? [] : [`ig-sent-at ${sentAt}`]),
    ...(earlier.some((each) => each.sentAt === sentAt) ? [`ig-sent-at ${sentAt} again`] : []),
  ];
}

function eventViolations(event: Members): string[] {
  const { id, source, data, sequence, type } = event;
  const isReport = type === 'io.igevents.report.v1';
  const checks: [boolean, string][] = [
    [hasOnly(event, envelopeMembers), 'members of the envelope'],
    [event['specversion'] === '1.0', 'specversion'],
    [isReport || type === 'io.igevents.custom_event.v1', 'type'],
    [/^urn:igevents:[\w.-]+:.+$/.test(String(source)), 'source'],
    [isText(sequence) && /^[1-9]\d*$/.test(String(sequence)), 'sequence'],
    [isoTime.test(String(event['time'])), 'time'],
    [event['datacontenttype'] === 'application/json', 'datacontenttype'],
    [isObject(data), 'data'],
  ];
  if (isObject(data)) {
    const rules = isReport ? reportRules : dataRules;
    checks.push([hasOnly(data, Object.keys(rules)), `members of data: ${Object.keys(data).join()}`]);
    checks.push(...Object.entries(rules).map(([name, rule]): [boolean, string] => [rule(data[name]), `data.${name}`]));
    if (!isReport) checks.push([id === `${String(data['pageId'])}:${String(id).split(':')[1]}` && /:[1-9]\d*$/.test(String(id)), 'id']);
  }
  return checks.filter(([isKept]) => !isKept).map(([, name]) => `${name} of ${JSON.stringify(event)}`);
}

/** What is stored never changes: a repeated batch is the same text, a repeated event the same event. */
function textViolations({ batch, text, events }: WireAttempt, before: readonly WireAttempt[]): string[] {
  const texts = before.filter((each) => each.batch === batch && each.text !== text).map(() => `another text for ${batch}`);
  const known = new Map(before.flatMap((each) => each.events).map((event) => [event['id'], JSON.stringify(event)]));
  const changed = events.filter((event) => (known.get(event['id']) ?? JSON.stringify(event)) !== JSON.stringify(event));
  return [...texts, ...changed.map((event) => `another text for ${String(event['id'])}`)];
}

function hasOnly(value: Members, names: readonly string[]): boolean {
  return Object.keys(value).toSorted().join() === [...names].toSorted().join();
}
