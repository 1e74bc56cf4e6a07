import type { Check } from '../check/check.ts';
import { metricOf } from '../metrics/registry.ts';
import type { Plan } from '../plan/plan.ts';
import type { Rules } from '../plan/rules.ts';
import { isWhole } from '../rule/condition-rule.ts';

/**
 * Whether a check's own judgement counts: somebody wanted the check for itself, and no condition on its number over
 * everything stands in its place. A shard judges no conditions, so there it counts.
 */
export function judgesItself(
  { name, alwaysJudges }: Pick<Check, 'name' | 'alwaysJudges'>,
  { judging, conditions }: Pick<Rules, 'judging' | 'conditions'>,
  { shard }: Pick<Plan, 'shard'>,
): boolean {
  if (shard !== undefined) return true;
  const isReplaced = conditions.some((rule) => metricOf(rule.metric).replaces === name && isWhole(rule));
  return !isReplaced && (judging.has(name) || alwaysJudges === true);
}
