import type { Reading } from '@fairlead/core';
import { acceptanceKeys, acceptanceProblems, splitByDay } from '../../rule/acceptance.ts';
import type { Ignore } from '../../rule/ignore.ts';
import type { Vulnerability } from './read-stream.ts';

const ID = /^(?:GO-\d{4}-\d{4,}|CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})$/;

/** The keys of an ignore in the config file. */
export const ignoreKeys: Readonly<Record<string, string>> = {
  id: 'GO-…, CVE-… or GHSA-… of the vulnerability',
  ...acceptanceKeys,
};

/** Reads one; all three are needed. */
export function readIgnore({
  id = '',
  reason = '',
  expires = '',
}: Readonly<Record<string, string>>): Reading<Ignore> {
  const problems = [
    ...(ID.test(id) ? [] : [`has id ${JSON.stringify(id)}, which is none of GO-…, CVE-…, GHSA-…`]),
    ...acceptanceProblems({ reason, expires }),
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
  const { inForce, expired } = splitByDay(ignores, today);
  const ignoreOf = (vulnerability: Vulnerability): Ignore | undefined =>
    inForce.find(({ id }) => names(vulnerability).includes(id));
  return {
    open: found.filter((one) => ignoreOf(one) === undefined),
    accepted: found.flatMap((vulnerability) => {
      const ignore = ignoreOf(vulnerability);
      return ignore === undefined ? [] : [{ vulnerability, ignore }];
    }),
    expired,
    stale: inForce.filter(({ id }) => !found.some((one) => names(one).includes(id))),
  };
}
