import type { ConditionRule } from '../rule/condition-rule.ts';

/** Whether a condition compares with the profile of the base that the cache keeps, and not with a file. */
export function wantsProfile({ metric, options }: Pick<ConditionRule, 'metric' | 'options'>): boolean {
  return metric === 'coverage-delta' && options['file'] === undefined;
}
