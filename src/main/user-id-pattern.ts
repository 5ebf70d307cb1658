/**
 * As loose as Intelligems' own check, which ids in the wild have passed: two parts around `_`, and the prefix is `ig` or the rest is hex.
 * But nothing that means something in JSON or in a cookie.
 */
export const userIdPattern: RegExp = /^(ig_[^_"\\;$,\s]+|[^_"\\;$,\s]+_[\da-f]+)$/i;
