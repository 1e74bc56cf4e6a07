import { conditionKeys, readRule } from '../../src/metrics/read-rule.ts';
import type { ConditionRule } from '../../src/rule/condition-rule.ts';

/** A condition from its keys, as the config file has them. */
export function ruleOf(entry: Readonly<Record<string, string>>): ConditionRule {
  const odd = Object.keys(entry).filter((key) => !(key in conditionKeys));
  const reading = readRule({ operator: '>=', threshold: '0', ...entry });
  if (odd.length > 0 || 'problem' in reading)
    throw new Error('problem' in reading ? reading.problem : odd.join());
  return reading.value;
}
