import { defineAction } from '@fairlead/core';
import { checks } from './checks.ts';
import { codes } from './codes.ts';
import { inputs } from './inputs.ts';
import { outputs } from './outputs.ts';
import { run } from './run.ts';

/** Builds a Go service: every main package for every target, repeatable, cached, with its version inside. */
export const action = defineAction({
  name: 'go-build',
  description:
    'Build Go binaries for every target: repeatable, cached with fallback, with their version inside.',
  branding: { icon: 'package', color: 'blue' },
  inputs,
  outputs,
  outcomes: {
    built: 'all targets were built',
    planned: 'what the change touches was said, and nothing was built',
  },
  codes,
  permissions: {
    contents: { access: 'read', use: 'to check the code out; write for `dependency-snapshot: send`' },
  },
  checks,
  run: (context) => run(context),
});
