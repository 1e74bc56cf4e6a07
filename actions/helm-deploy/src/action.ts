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
  codes,
  permissions: { contents: 'read, to check out the chart' },
  checks,
  run,
  post: finish,
});
