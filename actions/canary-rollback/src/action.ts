import { type ActionDefinition, defineAction } from '@fairlead/core';
import { checksWith } from './checks.ts';
import { connectByConfig } from './cluster/connect.ts';
import { codes } from './codes.ts';
import { runPost } from './end.ts';
import { inputs } from './inputs.ts';
import { outcomes } from './outcomes.ts';
import { outputs } from './outputs.ts';
import { runMain } from './run.ts';

/** Gives a new version a share of real traffic, judges it, and rolls it back or leaves it to be promoted. */
export const action: ActionDefinition<typeof inputs, typeof outputs> = defineAction({
  name: 'canary-rollback',
  description:
    'Gives a new version a rising share of real traffic, judges it by its metrics, restarts and readiness, and rolls it back when a rule says so.',
  branding: { icon: 'git-branch', color: 'yellow' },
  inputs,
  outputs,
  outcomes,
  failedOutcomes: ['rolled-back', 'inconclusive', 'no-data', 'metrics-down', 'aborted'],
  codes,
  permissions: {
    deployments: {
      access: 'write',
      use: 'for `github-deployment` only',
      when: { input: 'github-deployment', matches: '^true$' },
    },
  },
  checks: checksWith(connectByConfig),
  run: (context) => runMain(context, connectByConfig),
  post: (context) => runPost(context, connectByConfig),
  postOwnsOutcome: true,
});
