import type { SecretRule } from '../rule.ts';
import { entropyOf } from '../words.ts';

/** Files whose values stand without quotes. */
const PLAIN_VALUES = /(?:^|\/)\.env[^/]*$|\.(?:env|ya?ml|properties|ini|conf|cfg|toml|tfvars)$/;
/** Files of checksums, and code of others. */
const OF_OTHERS =
  /(?:^|\/)(?:vendor|node_modules|third_party)\/|(?:^|\/)(?:go(?:\.work)?\.sum|[^/]*lock[^/]*\.(?:json|ya?ml)|[^/]*\.lock)$/;
/** Ends of names that only name a credential, or say something of one. */
const NAMES_ONE =
  /(?:name|ref|ur[il]|path|file|dir|type|kind|id|field|header|len|length|size|ttl|hash|digest|checksum|class|label|param|prefix|format|pattern|regexp?|issuer|audience|scope|version)s?$/i;
/** Addresses, paths, words joined by dots, sums, ids and templates. */
const NO_VALUE =
  /:\/\/|^[./~]|^[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+$|^sha\d+[:-]|^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$|\$[A-Za-z({]|%[sdvq]|[[\]]/i;
/** Words and short numbers with something between them: `orders-api-v2-2027`. */
const WORDS =
  /^(?:[a-z]{1,20}|[A-Z][a-z]{1,20}|[A-Z]{1,20}|v?\d{1,4})(?:[-_.:/@](?:[a-z]{1,20}|[A-Z][a-z]{1,20}|[A-Z]{1,20}|v?\d{1,4}))*$/;

/** Least entropy, in bits for each character, of what nobody thought up; hexadecimal digits have at most four. */
const RANDOM = { hex: 3.2, other: 3.8 } as const;

/**
 * What looks random and is given to something called a password, a key or a token. It is only advice: a name and a measure
 * prove nothing.
 */
export const assignment: SecretRule = {
  name: 'assignment',
  what: 'a random value under the name of a credential',
  evidence:
    'a name such as `apiToken` or `DB_PASSWORD`, and a value of 20 or more characters that looks random; no sums, paths, addresses or templates',
  hints: [],
  pattern:
    /(?:secret|token|passwo?r?d|passphrase|(?:api|access|private|signing|encryption)[_-]?key|credentials?)(?<rest>[\w-]{0,30})["'\]]{0,2}[ \t]{0,20}(?::=|=>|=|:)[ \t]{0,20}(?<open>["'`]?)(?<secret>[^\s"'`\\,;(){}<>]{20,200})(?<close>["'`]|(?=[\s,;]|$))/gi,
  holds(secret, { path, groups: { rest = '', open = '', close = '' } }) {
    const stands = open === close && (open !== '' || PLAIN_VALUES.test(path));
    return stands && !NAMES_ONE.test(rest) && looksRandom(secret);
  },
  skips: (path) => OF_OTHERS.test(path),
  weight: 'note',
  inTests: 'none',
};

function looksRandom(value: string): boolean {
  if (NO_VALUE.test(value) || WORDS.test(value) || !/\d/.test(value) || !/[A-Za-z]/.test(value)) return false;
  return entropyOf(value) >= (/^[0-9a-f]+$/i.test(value) ? RANDOM.hex : RANDOM.other);
}
