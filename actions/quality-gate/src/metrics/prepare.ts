import { restoreProfile } from '../base-profile/restore-profile.ts';
import { wantsProfile } from '../base-profile/wants-profile.ts';
import { findChange } from '../change/find-change.ts';
import type { Job } from '../check/check.ts';
import type { Attempt } from '../check/facts.ts';
import { troubleIn } from '../check/trouble.ts';
import { readReport } from './report-file.ts';

/**
 * Reads what conditions go by before any test runs: reports of earlier steps, and what has changed. Tests are the code
 * that is judged; they could write another report, or move HEAD.
 */
export async function prepareConditions({ ports, rules, facts }: Job): Promise<void> {
  const files = new Set(rules.conditions.flatMap(({ options }) => options['file'] ?? []));
  for (const file of files) facts.reports.set(file, await attempt(() => readReport(ports, file)));
  if (rules.conditions.some(wantsProfile))
    facts.baseProfile = await attempt(() => restoreProfile(ports, rules));
  if (rules.conditions.some(({ scope }) => scope.kind === 'patch'))
    facts.change = await attempt(() => findChange(ports, rules.base));
}

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: troubleIn(error) };
  }
}

/** The text of a report, as it was before the tests; undefined where there was none. @throws what reading it did. */
export function reportOf({ facts }: Job, file: string): string | undefined {
  const found = facts.reports.get(file);
  if (found === undefined) throw new TypeError(`nobody read ${file}`);
  return settledOf(found);
}

/** What came of an attempt. @throws what it did. */
export function settledOf<T>(found: Attempt<T>): T {
  if ('error' in found) throw found.error;
  return found.value;
}
