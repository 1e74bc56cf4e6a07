import type { Judgement, Look, Rule } from './rule.ts';
import type { Action, Limits, Policies } from './types.ts';

/** What happens where nothing else is said. None of it is a pass. */
export const DEFAULT_POLICIES: Policies = {
  onFail: 'rollback',
  onPause: 'rollback',
  onInconclusive: 'pause',
  onNoData: 'rollback',
  onMetricsDown: 'hold',
};

/** The policies of a run; one that was recorded before there was a choice has the usual ones. */
export function policiesOf({ policies }: Pick<Limits, 'policies'>): Policies {
  return policies ?? DEFAULT_POLICIES;
}

/** What a rule's "no" does to the canary. */
function actionOf(limits: Limits, rule: string): Action {
  return limits.actions?.[rule] ?? policiesOf(limits).onFail;
}

/** What a rule said, as the policies of the run take it. */
export function underPolicies(rule: Rule, said: Judgement | undefined, look: Look): Judgement {
  if (said === undefined) return {};
  const { limits } = look;
  const { onInconclusive, onNoData } = policiesOf(limits);
  const no = said.rollback ?? said.refuses;
  const code = said.code ?? rule.code;
  if (said.inconclusive !== undefined && onInconclusive === 'rollback') {
    const reason = `nothing can be said of it, since stable suffers as well: ${said.inconclusive}`;
    return { rollback: reason, code: 'CANARY_INCONCLUSIVE', about: said.about };
  }
  if (no === undefined) return said;
  if (code === 'CANARY_NO_DATA') {
    const late = -look.leftMs;
    return onNoData === 'wait' && late < limits.pauseTimeoutMs ? { holds: true, pending: no } : said;
  }
  if (!rule.mayAct || code !== 'CANARY_FAILED') return said;
  switch (actionOf(limits, rule.name)) {
    case 'alert':
      return { alert: no };
    case 'pause':
      return { paused: no, holds: true, about: said.about };
    case 'rollback':
      return said;
  }
}
