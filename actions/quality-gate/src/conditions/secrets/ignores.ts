import type { Reading } from '@fairlead/core';
import { compileGlob } from '@fairlead/go';
import { acceptanceKeys, acceptanceProblems, splitByDay } from '../../rule/acceptance.ts';
import type { SecretIgnore } from '../../rule/secret-ignore.ts';
import { FINGERPRINT } from './fingerprint.ts';

/** The keys of an ignore in the config file. */
export const secretIgnoreKeys: Readonly<Record<string, string>> = {
  path: 'files in which finds are accepted: internal/fixtures/**',
  fingerprint: 'the one find that is accepted, as the gate names it',
  ...acceptanceKeys,
};

/** Reads one: path or fingerprint, and the other two. */
export function readSecretIgnore({
  path,
  fingerprint,
  reason = '',
  expires = '',
}: Readonly<Record<string, string>>): Reading<SecretIgnore> {
  const wrongPath =
    path !== undefined && (path === '' || path.startsWith('/') || path.split('/').includes('..'));
  const problems = [
    ...(path === undefined && fingerprint === undefined ? ['has neither path nor fingerprint'] : []),
    ...(wrongPath
      ? [`has path ${JSON.stringify(path)}, which is no pattern below the working directory`]
      : []),
    ...(fingerprint === undefined || FINGERPRINT.test(fingerprint)
      ? []
      : [`has fingerprint ${JSON.stringify(fingerprint)}, which is none that the gate names`]),
    ...acceptanceProblems({ reason, expires }),
  ];
  return problems.length > 0
    ? { problem: problems.join(', ') }
    : { value: { path, fingerprint, reason: reason.trim(), expires } };
}

/** What ignores are compared with. */
export interface Named {
  /** Relative to the working directory, with slashes. */
  readonly way: string;
  readonly fingerprint: string;
}

/** What ignores do to what was found. */
export interface SortedFinds<T> {
  /** Those that nobody has accepted. */
  readonly open: readonly T[];
  readonly accepted: readonly T[];
  /** Ignores that are over. What they named is open. */
  readonly expired: readonly SecretIgnore[];
  /** Ignores of what is not there. */
  readonly stale: readonly SecretIgnore[];
}

/** What the ignores of a day accept: a find, and all that a file has. */
export function acceptsOn(
  ignores: readonly SecretIgnore[],
  today: string,
): { readonly find: (one: Named) => boolean; readonly file: (way: string) => boolean } {
  const { inForce } = splitByDay(ignores, today);
  const all = inForce.map(matcherOf);
  const whole = inForce.filter(({ fingerprint }) => fingerprint === undefined).map(matcherOf);
  return {
    find: (one) => all.some((matches) => matches(one)),
    file: (way) => whole.some((matches) => matches({ way, fingerprint: '' })),
  };
}

/** Sorts by the ignores that count on a day. An ignore with path and fingerprint wants both. */
export function sortBySecretIgnores<T extends Named>(
  found: readonly T[],
  ignores: readonly SecretIgnore[],
  today: string,
): SortedFinds<T> {
  const { inForce, expired } = splitByDay(ignores, today);
  const { find: isAccepted } = acceptsOn(ignores, today);
  return {
    open: found.filter((one) => !isAccepted(one)),
    accepted: found.filter(isAccepted),
    expired,
    stale: inForce.filter((ignore) => !found.some(matcherOf(ignore))),
  };
}

function matcherOf({ path, fingerprint }: SecretIgnore): (one: Named) => boolean {
  const expression = path === undefined ? undefined : compileGlob(path);
  return (one) =>
    (expression === undefined || expression.test(one.way)) &&
    (fingerprint === undefined || fingerprint === one.fingerprint);
}

/** `3fa0c1d2e4b5a697 in internal/fixtures/**`: what an ignore names. */
export function nameIgnore({ path, fingerprint }: SecretIgnore): string {
  return [fingerprint, path].filter((part) => part !== undefined).join(' in ');
}
