import type { Host } from '@fairlead/core';
import type { Find } from './scan-text.ts';

/** Characters of values that are hidden: each is looked for, in all its forms, in every line that is told after it. */
const MOST = 20_000;

/**
 * Hides what was found from what other checks print: a linter quotes lines, a test prints what it reads. Our own words never
 * have a value, so where there are too many only those words are left.
 */
export function hideFinds(host: Pick<Host, 'hide'>, finds: readonly Find[]): void {
  let left = MOST;
  for (const secret of new Set(finds.map((find) => find.secret))) {
    left -= secret.length;
    if (left < 0) return;
    host.hide(secret);
  }
}
