import { policiesOf } from './policies.ts';
import type { About, Decision, Limits, Sample } from './types.ts';
import { secondsWords } from './words.ts';

/**
 * A time in which the canary is held at its smallest step: nothing can be said of it, since stable suffers as well, or a rule
 * speaks against it that is to pause and not to roll back.
 */
export interface Incident extends Finding {
  readonly sinceMs: number;
  /** The last look that had it. */
  readonly lastMs: number;
}

/** What a rule found. */
export interface Finding {
  readonly kind: 'inconclusive' | 'paused';
  readonly rule: string;
  readonly reason: string;
  readonly about?: About | undefined;
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

/** What an incident makes of a look: the weight is held, at the smallest step, and taken back when it lasts. */
export function decideIncident(
  before: Incident | undefined,
  now: Incident | undefined,
  { atMs }: Sample,
  limits: Limits,
): Decision | undefined {
  if (now === undefined)
    return before === undefined ? undefined : { kind: 'resume', reason: wellFor(before, limits) };
  const lasted = atMs - now.sinceMs;
  const waits = now.kind === 'paused' && policiesOf(limits).onPause === 'wait';
  if (lasted >= limits.pauseTimeoutMs && !waits) return takenBack(now, lasted);
  if (before === undefined) return { kind: 'pause', rule: now.rule, reason: now.reason };
  const limit = waits ? '' : ` of ${secondsWords(limits.pauseTimeoutMs)}`;
  return { kind: 'hold', pending: [`${now.kind} for ${secondsWords(lasted)}${limit}: ${now.reason}`] };
}

function wellFor({ kind }: Incident, { errorForMs }: Limits): string {
  const who = kind === 'paused' ? 'it was' : 'canary and stable were';
  return `${who} well for ${secondsWords(errorForMs)}`;
}

function takenBack({ kind, rule, reason, about }: Incident, lasted: number): Decision {
  const time = secondsWords(lasted);
  return kind === 'paused'
    ? {
        kind: 'rollback',
        rule,
        about,
        code: 'CANARY_PAUSE_EXPIRED',
        reason: `it did not get well during a pause of ${time}: ${reason}`,
        hint: 'find out what the rule says; rule-actions says what it does, pause-timeout how long it may take',
      }
    : {
        kind: 'rollback',
        rule,
        about,
        code: 'CANARY_INCONCLUSIVE',
        reason: `for ${time} nothing could be said of it, since stable suffered as well: ${reason}`,
        hint: 'nothing is said against the new version: find out what ails both, then run again',
      };
}
