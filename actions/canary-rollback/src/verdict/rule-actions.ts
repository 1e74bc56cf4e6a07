import { RULES } from './registry.ts';

/** What a rule's "no" may do. */
export const ACTIONS = ['rollback', 'pause', 'alert'] as const;

/** Rules that may have an action of their own: those that speak against the version. */
export const ACTING: readonly string[] = RULES.filter(({ mayAct }) => mayAct).map(({ name }) => name);

/** What is wrong with an entry of `rule-actions`. */
export function ruleActionProblem(rule: string, action: string): string | undefined {
  if (!ACTING.includes(rule)) return `is no rule with an action; those are ${ACTING.join(', ')}`;
  const known = ACTIONS.some((one) => one === action);
  return known ? undefined : `cannot be ${JSON.stringify(action)}, only ${ACTIONS.join(', ')}`;
}
