import { metricOf } from '../metrics/registry.ts';
import type { ConditionRule } from '../rule/condition-rule.ts';
import { checks } from './registry.ts';

/** The checks that conditions want because they measure the numbers, with those that these need. */
export function checksFor(conditions: readonly Pick<ConditionRule, 'metric'>[]): readonly string[] {
  const names = new Set<string>();
  for (const { metric } of conditions) {
    for (let name = metricOf(metric).needs; name !== undefined && !names.has(name); name = needOf(name))
      names.add(name);
  }
  return [...names];
}

function needOf(name: string): string | undefined {
  return checks.find((check) => check.name === name)?.needs;
}
