import type { Reading } from '@fairlead/core';
import { isDay } from '../../rule/day.ts';
import type { Ignore } from '../../rule/ignore.ts';
import type { Vulnerability } from './read-stream.ts';

const ID = /^(?:GO-\d{4}-\d{4,}|CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})$/;

/** The keys of an ignore in the config file. */
export const ignoreKeys: Readonly<Record<string, string>> = {
  id: 'GO-…, CVE-… or GHSA-… of the vulnerability',
  reason: 'why it is accepted',
  expires: 'the last day on which it is: 2027-01-31',
};

/** Reads one; all three are needed. */
export function readIgnore({
  id = '',
  reason = '',
  expires = '',
}: Readonly<Record<string, string>>): Reading<Ignore> {
  const problems = [
    ...(ID.test(id) ? [] : [`has id ${JSON.stringify(id)}, which is none of GO-…, CVE-…, GHSA-…`]),
    ...(reason.trim() === '' ? ['has no reason'] : []),
    ...(isDay(expires) ? [] : [`has expires ${JSON.stringify(expires)}, which is no day such as 2027-01-31`]),
  ];
  return problems.length > 0
    ? { problem: problems.join(', ') }
    : { value: { id, reason: reason.trim(), expires } };
}

/** What ignores do to what was found. */
export interface Sorted {
  /** Those that nobody has accepted. */
  readonly open: readonly Vulnerability[];
  readonly accepted: readonly { readonly vulnerability: Vulnerability; readonly ignore: Ignore }[];
  /** Ignores that are over. What they named is open. */
  readonly expired: readonly Ignore[];
  /** Ignores of what is not there any more. */
  readonly stale: readonly Ignore[];
}

/** Sorts by the ignores that count on a day. An id may be that of an alias. */
export function sortByIgnores(
  found: readonly Vulnerability[],
  ignores: readonly Ignore[],
  today: string,
): Sorted {
  const names = ({ id, aliases }: Vulnerability): readonly string[] => [id, ...aliases];
  const inForce = ignores.filter(({ expires }) => expires >= today);
  const ignoreOf = (vulnerability: Vulnerability): Ignore | undefined =>
    inForce.find(({ id }) => names(vulnerability).includes(id));
  return {
    open: found.filter((one) => ignoreOf(one) === undefined),
    accepted: found.flatMap((vulnerability) => {
      const ignore = ignoreOf(vulnerability);
      return ignore === undefined ? [] : [{ vulnerability, ignore }];
    }),
    expired: ignores.filter(({ expires }) => expires < today),
    stale: inForce.filter(({ id }) => !found.some((one) => names(one).includes(id))),
  };
}
