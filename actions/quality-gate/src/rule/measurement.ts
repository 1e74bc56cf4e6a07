import type { Finding } from '../verdict/condition.ts';
import type { ConditionRule } from './condition-rule.ts';
import type { Rational } from './rational.ts';

/** One number. */
export interface Part {
  /** What it is of, where a condition is about each of several; empty otherwise. */
  readonly subject: string;
  readonly value: Rational;
  /** What it is made of: `749 of 1000 statements covered`. */
  readonly words: string;
  /** Statements or lines that it is made of, for the rule about small changes. */
  readonly size?: number;
  /** What would make it hold, and where to look; told when it does not. */
  readonly remedy?: (rule: ConditionRule) => string;
  readonly findings?: readonly Finding[];
  readonly details?: readonly string[];
}

/**
 * What a metric says. `nothing`: there is nothing that it could be about, which is no fault. `missing`: there should be
 * a number and there is none.
 */
export type Measurement =
  | { readonly state: 'measured'; readonly parts: readonly Part[] }
  | { readonly state: 'nothing' | 'missing'; readonly reason: string };

/** One number of everything together. */
export function measured(part: Omit<Part, 'subject'>): Measurement {
  return { state: 'measured', parts: [{ subject: '', ...part }] };
}

export function missing(reason: string): Measurement {
  return { state: 'missing', reason };
}

export function nothing(reason: string): Measurement {
  return { state: 'nothing', reason };
}
