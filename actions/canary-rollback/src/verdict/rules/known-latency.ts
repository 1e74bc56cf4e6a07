import { defineRule, type Rule } from '../rule.ts';

/** The P99 must have been known, else its limit was never judged. Remembers whether it was, or that it is not to be judged. */
export const knownLatency: Rule = defineRule<boolean>({
  name: 'known-latency',
  code: 'CANARY_NO_DATA',
  rows: [
    {
      rule: 'The P99 is not known once in a step',
      limit: '`latency-query: vector(0)` says that latency is not to be judged',
      outcome: 'rolled back',
    },
  ],
  hint: () =>
    'name a histogram (a summary has no buckets), or set latency-query so that it gives one value for the pods of the canary; latency-query: vector(0) says that latency is not to be judged',
  begin: () => false,
  remember: (known, { sample: { canary } }) =>
    known || canary?.p99 !== undefined || canary?.latencyUnknown === true,
  judge: (known) =>
    known ? undefined : { refuses: 'the P99 was never known during the step, so max-p99 cannot be judged' },
});
