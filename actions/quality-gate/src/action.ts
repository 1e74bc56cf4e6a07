import { defineAction } from '@fairlead/core';
import { checks } from './checks.ts';
import { codes } from './codes.ts';
import { checkTable } from './conditions/registry.ts';
import { secretTable } from './conditions/secrets/registry.ts';
import { inputs } from './inputs.ts';
import { metricTable } from './metrics/registry.ts';
import { outputs } from './outputs.ts';
import { run } from './run.ts';

/** The quality-gate action. */
export const action = defineAction({
  name: 'quality-gate',
  description: 'Checks format, vet, tests and coverage of Go code and gives one verdict with the numbers.',
  branding: { icon: 'check-circle', color: 'green' },
  inputs,
  outputs,
  outcomes: {
    passed: 'all conditions hold',
    planned: 'the shards were planned, and nothing was checked',
    posted: 'the report of another run was posted',
  },
  // a tool that broke says nothing about the code
  failedOutcomes: ['error'],
  codes,
  tables: { checks: checkTable, metrics: metricTable, secrets: secretTable },
  permissions: {
    contents: { access: 'read', use: 'to check out the code' },
    'pull-requests': {
      access: 'write',
      use: 'for `post: comment`',
      when: { input: 'post', matches: '\\bcomment\\b' },
    },
    checks: { access: 'write', use: 'for `post: check`', when: { input: 'post', matches: '\\bcheck\\b' } },
  },
  checks,
  run,
  // what could not be checked never passes, so only a plain no is allowed
  tolerates: ({ kind }, { continueOnFail }) =>
    continueOnFail && kind === 'policy' ? 'continue-on-fail' : undefined,
});
