import type { CanaryInputs } from '../context.ts';
import { type Matcher, opposite, readMatcher } from '../metrics/matchers.ts';
import { type OtherCaller, withoutCallers } from '../metrics/other-callers.ts';

/** What a series must fit to count as one of users: the inputs `match` and `exclude`, and no probe or scrape. */
export function matchersOf(
  { match, exclude }: Pick<CanaryInputs, 'match' | 'exclude'>,
  callers: readonly OtherCaller[],
): readonly Matcher[] {
  const read = (texts: readonly string[] = []): readonly Matcher[] =>
    texts.map(readMatcher).filter((matcher) => matcher !== undefined);
  return [...read(match), ...read(exclude).map(opposite), ...withoutCallers(callers)];
}
