import type { Trust } from '@fairlead/core';
import type { Rules } from '../plan/rules.ts';

/** What the decision is made of. */
export interface Occasion {
  readonly eventName: string;
  readonly trust: Pick<Trust, 'level' | 'why'>;
  /** Runs so far, this one included. */
  readonly count: number;
}

const PULL_REQUESTS = new Set(['pull_request', 'pull_request_target', '']);

/** Whether packages are chosen at all: only where a full run follows before anything is released. Pure. */
export function whyEverything(
  { eventName, trust, count }: Occasion,
  { audit }: Pick<Rules, 'audit'>,
): { readonly everything: string | undefined; readonly audit: boolean } {
  if (!PULL_REQUESTS.has(eventName))
    return {
      everything: `the event is ${eventName}, and packages are chosen on pull requests only: what is pushed or released is tested whole`,
      audit: true,
    };
  if (trust.level === 'untrusted')
    return { everything: `${trust.why} is not trusted to choose`, audit: false };
  if (audit > 0 && count % audit === 0)
    return { everything: `an audit, as every ${audit === 1 ? 'run' : `${audit}th run`} is`, audit: true };
  return { everything: undefined, audit: false };
}

/** Why rules leave nothing to choose; undefined when they do not. */
export function whyNothingIsKept(
  { coveragePackages }: Pick<Rules, 'coveragePackages'>,
  anew: boolean,
): string | undefined {
  if (coveragePackages.length > 0) return 'coverage-packages lets every test cover every package';
  return anew ? 'these tests are to run anew each time' : undefined;
}
