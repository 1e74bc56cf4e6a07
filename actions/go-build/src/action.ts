import { type ActionContext, defineAction } from '@fairlead/core';
import { codes } from './codes.ts';
import { checkInputs } from './plan/check-inputs.ts';
import { inputs } from './plan/inputs.ts';
import { run } from './run.ts';

const outputs = {
  binaries: {
    description:
      'JSON list of what was built: name, package, target, path (relative to the workspace), size in bytes, sha256.',
    example: '[{"name":"api","target":"linux/amd64","path":"bin/api","size":7340032,"sha256":"…"}]',
  },
  paths: {
    description: 'The paths alone, one a line: ready for actions/upload-artifact.',
    example: 'bin/api',
  },
  version: { description: 'Version that the binaries carry.', example: 'v1.4.0' },
  'go-version': { description: 'Version of Go that compiled.', example: '1.26.0' },
  'cache-hit': {
    description: 'What the cache of compiled packages gave: `exact`, `partial`, `miss` or `off`.',
    example: 'partial',
  },
  report: { description: 'Path of the JSON report.' },
} as const;

/** Builds a Go service: every main package for every target, repeatable, cached, with its version inside. */
export const action = defineAction({
  name: 'go-build',
  description:
    'Build Go binaries for every target: repeatable, cached with fallback, with their version inside.',
  branding: { icon: 'package', color: 'blue' },
  inputs,
  outputs,
  codes,
  permissions: { contents: 'read: to check the code out' },
  check: (_, context) => checkInputs(context),
  run: (context) => run(context),
});

/** What the stages of this action are given. */
export type GoBuildContext = ActionContext<typeof inputs, typeof outputs>;
