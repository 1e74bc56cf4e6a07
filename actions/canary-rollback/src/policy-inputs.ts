import { field } from '@fairlead/core';
import { ACTIONS, ruleActionProblem } from './verdict/rule-actions.ts';

const VERDICTS = { class: 'verdict', group: 'Verdicts' } as const;

/** Inputs that say what each verdict does. None of them can let a canary pass. */
export const policyInputs = {
  'rule-actions': field.map(
    {
      ...VERDICTS,
      description: `What a rule does that says no: \`rollback\`; \`pause\`: hold the smallest step and roll back after pause-timeout, unless it gets well; \`alert\`: only say so. Rules without an entry do what on-fail says.`,
      allowed: 'lines of RULE=ACTION',
      example: 'error-rate=alert',
    },
    ruleActionProblem,
  ),
  'on-fail': field.choice(ACTIONS, {
    ...VERDICTS,
    description: 'What a rule does that speaks against the canary and has no entry in rule-actions.',
    default: 'rollback',
  }),
  'on-pause': field.choice(['rollback', 'wait'], {
    ...VERDICTS,
    description:
      'What a pause does that lasts longer than pause-timeout. `wait`: hold the smallest step until somebody promotes or aborts.',
    default: 'rollback',
  }),
  'on-inconclusive': field.choice(['pause', 'rollback'], {
    ...VERDICTS,
    description:
      'What to do while stable suffers as well. `pause`: hold the smallest step for up to pause-timeout. `rollback`: give the traffic back at once, without blame.',
    default: 'pause',
  }),
  'on-no-data': field.choice(['rollback', 'wait'], {
    ...VERDICTS,
    description:
      'What a step does that ends with too little to judge by. `wait`: hold it for up to pause-timeout, then roll back.',
    default: 'rollback',
  }),
  'on-metrics-down': field.choice(['hold', 'rollback'], {
    ...VERDICTS,
    description:
      'What to do without metrics. `hold`: hold the weight for metrics-timeout, then roll back. `rollback`: at once.',
    default: 'hold',
  }),
} as const;
