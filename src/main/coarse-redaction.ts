/**
 * Redacts a record of the data plane for the journal as long as `redact-record.ts` has not loaded, in as few bytes as that takes: a text in doubt goes as
 * a whole, ids stay but for those with an e-mail address. It leaves nothing that the fine rules would take. Never throws.
 *
 * @param redactKeys the shop's own names of secrets.
 * @returns empty for what cannot be read.
 */
export function coarse(text: string, redactKeys: readonly string[] = []): string {
  // Beginnings of the words that name what is secret.
  const names = ['pass|pwd|tok|auth|bear|key|jwt|sec|cred|cook|srf|otp|cv|card|iban|bank|ssn', ...redactKeys];
  const secret = new RegExp(names.join('|').replace(/[^\w|]|_/g, ''), 'i');
  // E-mail addresses, parameters, addresses of pages, JWTs and cards.
  const risky = /[@%?#]|:[\\/]|^\.{0,2}\/|eyJ|\d{4}\D{0,3}\d{4}/;

  const scrub = (part?: { id?: string; userId?: string; sessionId?: string }): object | undefined =>
    part && {
      ...JSON.parse(JSON.stringify(part), (key, value) => {
        if (risky.test(key)) return undefined;
        return secret.test(key.replace(/\W|_/g, '')) || (Object(value) !== value && risky.test(value)) ? '[redacted]' : value;
      }),
      id: /[@%]/.test(part.id ?? '') ? undefined : part.id,
      userId: part.userId,
      sessionId: part.sessionId,
    };

  try {
    const record = JSON.parse(text);
    return JSON.stringify({ ...record, item: scrub(record.item), context: scrub(record.context) });
  } catch {
    return '';
  }
}
