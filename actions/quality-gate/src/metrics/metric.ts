import type { Job } from '../check/check.ts';
import type { ConditionRule, Scope } from '../rule/condition-rule.ts';
import type { Measurement } from '../rule/measurement.ts';
import type { CheckResult } from '../verdict/condition.ts';

/** What a metric is measured from. */
export interface Source {
  readonly job: Job;
  /** What the check that it needs left behind; never one that could not be checked. */
  readonly checked: CheckResult | undefined;
}

/** A key of a condition that one metric alone reads. */
export interface MetricOption {
  readonly required?: true;
  /** What is wrong with a value, or undefined. */
  readonly problem?: (value: string) => string | undefined;
}

/** A number that conditions are about. A new one is a file and a line in the registry. */
export interface Metric {
  readonly name: string;
  /** What it is, without a full stop. */
  readonly description: string;
  /** `%`, or empty for a count. */
  readonly unit: '%' | '';
  /** What may be judged by it; the first is meant where nobody says. */
  readonly scopes: readonly Scope['kind'][];
  /** The check that measures it. A condition on it wants that check as well. */
  readonly needs?: string;
  /** The name of the check whose own demand is about this number: a condition takes its place. */
  readonly replaces?: string;
  /** The failure code of a condition that does not hold. */
  readonly code: string;
  readonly options?: Readonly<Record<string, MetricOption>>;
  /** @throws FairleadError when a tool or a file does not answer: the condition is then `errored`. */
  measure(source: Source, rule: ConditionRule): Promise<Measurement> | Measurement;
}

/** The code of most conditions. */
export const CONDITION_CODE = 'GATE_CONDITION_FAILED';
