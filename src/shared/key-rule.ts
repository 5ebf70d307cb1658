/**
 * What the name of a member says about its value: `secret`, it is never kept; `card`, a number in it may be a card's; `join`, it is kept as it is,
 * for it joins an order to a visitor; `plain`, nothing.
 */
export type KeyVerdict = 'secret' | 'card' | 'join' | 'plain';

/** Names that say it wherever they stand within another, even without separators: `oldpassword`, `passwordHash`. */
const secretParts = ['password', 'passwd', 'passphrase', 'cardnumber', 'accesstoken', 'authtoken', 'refreshtoken', 'clientsecret'];

/** Names that say it when a name ends with them, as whole words. */
const secrets = `pwd passcode token auth authorization bearer jwt secret secrets apikey apikeys accesskey secretkey privatekey credential credentials
  cookie setcookie csrf xsrf otp cvc cvv securitycode cardnumber cardno cardnum iban bankaccount bankaccountnumber
  ssn socialsecuritynumber passportnumber`;
const joins = 'carttoken checkouttoken cartorcheckouttoken';
const cards = 'card cc pan ccn creditcard debitcard';

const builtIn = new Map<string, KeyVerdict>();
for (const name of secrets.split(/\s+/)) builtIn.set(name, 'secret');
for (const name of joins.split(' ')) builtIn.set(name, 'join');
for (const name of cards.split(' ')) builtIn.set(name, 'card');

/** Words of a name: a run of digits, capitals, a capitalised word, letters of scripts without cases. */
const words = /\d+|\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|[\p{Lo}\p{M}]+/gu;
/** Longest names that are looked up: every built-in one is shorter. */
const maxWords = 6;
const maxVerdicts = 2_000;

/**
 * Makes the rule for names. Case and separators do not count, nor do digits at the end: `Card-Number`, `cardNumber2` and `billing_card_number` are all card
 * numbers, while `author` and `tokens_used` are harmless. The same name is asked for again and again, so verdicts are remembered.
 *
 * @param redactKeys further names; they win over every other rule.
 */
export function createKeyRule(redactKeys: readonly string[] = []): (key: string) => KeyVerdict {
  const own = new Set(redactKeys.map((name) => wordsOf(String(name)).join('')));
  own.delete('');
  const verdicts = new Map<string, KeyVerdict>();
  return (key) => {
    const known = verdicts.get(key);
    if (known) return known;
    const verdict = judge(key, own);
    // Keys may be ids, without end.
    if (verdicts.size >= maxVerdicts) verdicts.clear();
    verdicts.set(key, verdict);
    return verdict;
  };
}

function judge(key: string, own: ReadonlySet<string>): KeyVerdict {
  const all = wordsOf(key);
  const joined = all.join('');
  if (secretParts.some((part) => joined.includes(part))) return 'secret';
  let last = all.length;
  while (/^\d/.test(all[last - 1] ?? '')) last -= 1;
  let verdict: KeyVerdict = 'plain';
  for (const end of new Set([all.length, last])) {
    let name = '';
    // The longest name decides: a cart token is no token.
    for (let from = end - 1; from >= Math.max(0, end - maxWords); from -= 1) {
      name = all[from] + name;
      if (own.has(name)) return 'secret';
      verdict = builtIn.get(name) ?? verdict;
    }
  }
  return verdict;
}

function wordsOf(key: string): string[] {
  return (key.match(words) ?? []).map((word) => word.toLowerCase());
}
