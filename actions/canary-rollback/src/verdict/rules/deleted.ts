import { defineRule, type Rule } from '../rule.ts';

/** Somebody deleted the canary's Deployment. */
export const deleted: Rule = defineRule<null>({
  name: 'deleted',
  code: 'CANARY_FAILED',
  rows: [{ rule: "Somebody deletes the canary's Deployment", limit: 'at once', outcome: 'rolled back' }],
  hint: () => 'find out who deletes it, then run again',
  begin: () => null,
  remember: () => null,
  judge: (_, { sample }) =>
    sample.pods.gone === true ? { rollback: 'its Deployment was deleted by somebody else' } : undefined,
});
