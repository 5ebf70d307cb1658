/** Subjects that are remembered at most; beyond it, those that have been quiet longest are forgotten. */
const maxSubjects = 10_000;

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Says how long a subject has to wait, ms; 0 lets it through. */
export type RateLimit = (subject: string, now: number) => number;

/** A token bucket per subject: a minute's worth may come at once, then they flow back evenly. */
export function createRateLimit(maxPerMinute: number): RateLimit {
  const buckets = new Map<string, Bucket>();
  const msPerToken = 60_000 / maxPerMinute;
  return (subject, now) => {
    const last = buckets.get(subject) ?? { tokens: maxPerMinute, filledAt: now };
    const tokens = Math.min(maxPerMinute, last.tokens + Math.max(0, now - last.filledAt) / msPerToken);
    const isAllowed = tokens >= 1;
    // Deleted first, so that the map's order is the order of last use.
    buckets.delete(subject);
    buckets.set(subject, { tokens: isAllowed ? tokens - 1 : tokens, filledAt: now });
    if (buckets.size > maxSubjects) forgetOldest(buckets);
    return isAllowed ? 0 : (1 - tokens) * msPerToken;
  };
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  const [oldest] = buckets.keys();
  if (oldest !== undefined) buckets.delete(oldest);
}
