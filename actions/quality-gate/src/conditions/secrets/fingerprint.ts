import { createHash } from 'node:crypto';
import type { Find } from './scan-text.ts';

/** Hexadecimal digits of a fingerprint. */
const DIGITS = 16;
/** The form of a fingerprint. Its letter in front keeps YAML from taking one for a number. */
export const FINGERPRINT: RegExp = new RegExp(`^f[0-9a-f]{${DIGITS}}$`);

/**
 * A name for a find that stays when lines move, and that tells nothing of the value: half of a SHA-256 over rule, file and
 * value. In another file it is another find.
 */
export function fingerprintOf({ rule, path, secret }: Pick<Find, 'rule' | 'path' | 'secret'>): string {
  const hash = createHash('sha256').update(JSON.stringify([rule.name, path, secret]));
  return `f${hash.digest('hex').slice(0, DIGITS)}`;
}

/** The form in which a value is shown: its published beginning and its length. */
export function redact({ rule, secret }: Pick<Find, 'rule' | 'secret'>): string {
  const start = rule.shown?.exec(secret)?.[0] ?? '';
  return `${start}*** (${secret.length} characters)`;
}
