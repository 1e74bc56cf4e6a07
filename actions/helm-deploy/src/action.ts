import { defineAction } from '@fairlead/core';
import { checks } from './checks.ts';
import { codes } from './codes.ts';
import { finish } from './deploy/finish.ts';
import { inputs } from './inputs.ts';
import { outputs } from './outputs.ts';
import { run } from './run.ts';

/** helm-deploy: what it takes, gives and needs. */
export const action = defineAction({
  name: 'helm-deploy',
  description:
    'Deploys a Helm chart, watches the rollout, says in seconds which container fails and why, and rolls back.',
  branding: { icon: 'anchor', color: 'blue' },
  inputs,
  outputs,
  outcomes: {
    deployed: 'the release is in force and healthy',
    unchanged: 'the release was in force already',
    'rolled-back': 'the release failed and the one before it is in force',
  },
  failedOutcomes: ['rolled-back'],
  codes,
  permissions: {
    contents: { access: 'read', use: 'to check out the chart' },
    deployments: {
      access: 'write',
      use: 'for `github-deployment` only',
      when: { input: 'github-deployment', matches: '^true$' },
    },
  },
  checks,
  run,
  post: finish,
});
