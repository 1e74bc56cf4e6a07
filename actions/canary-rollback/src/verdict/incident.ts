import type { Decision, Limits, Sample } from './types.ts';
import { secondsWords } from './words.ts';

/** A time in which nothing can be said of the canary, since stable suffers as well. */
export interface Incident {
  readonly sinceMs: number;
  /** The last look that had it. */
  readonly lastMs: number;
  readonly rule: string;
  readonly reason: string;
}

/** What a rule found that would speak against the canary, if stable had not the same. */
interface Finding {
  readonly rule: string;
  readonly reason: string;
}

/** It lasts until all was well for as long as an error rate must be bad. */
export function nextIncident(
  before: Incident | undefined,
  found: Finding | undefined,
  { atMs }: Sample,
  { errorForMs }: Limits,
): Incident | undefined {
  if (found !== undefined) return { sinceMs: before?.sinceMs ?? atMs, lastMs: atMs, ...found };
  return before !== undefined && atMs - before.lastMs < errorForMs ? before : undefined;
}

/** What an incident makes of a look: the weight is held, at the smallest step, and taken back without blame when it lasts. */
export function decideIncident(
  before: Incident | undefined,
  now: Incident | undefined,
  { atMs }: Sample,
  { pauseTimeoutMs, errorForMs }: Limits,
): Decision | undefined {
  if (now === undefined)
    return before === undefined
      ? undefined
      : { kind: 'resume', reason: `canary and stable were well for ${secondsWords(errorForMs)}` };
  const lasted = atMs - now.sinceMs;
  if (lasted >= pauseTimeoutMs)
    return {
      kind: 'rollback',
      rule: now.rule,
      code: 'CANARY_INCONCLUSIVE',
      reason: `for ${secondsWords(lasted)} nothing could be said of it, since stable suffered as well: ${now.reason}`,
      hint: 'nothing is said against the new version: find out what ails both, then run again',
    };
  if (before === undefined) return { kind: 'pause', rule: now.rule, reason: now.reason };
  return {
    kind: 'hold',
    pending: [`inconclusive for ${secondsWords(lasted)} of ${secondsWords(pauseTimeoutMs)}: ${now.reason}`],
  };
}
