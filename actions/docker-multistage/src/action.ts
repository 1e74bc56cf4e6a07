import { type ActionDefinition, defineAction } from '@fairlead/core';
import { checks } from './checks.ts';
import { cleanUp } from './clean-up.ts';
import { codes } from './codes.ts';
import { inputs } from './inputs.ts';
import { outputs } from './outputs.ts';
import { run } from './run.ts';

/** Builds, tags, pushes and verifies an image. */
export const action: ActionDefinition<typeof inputs, typeof outputs> = defineAction({
  name: 'docker-multistage',
  description:
    'Builds a Dockerfile, tags the image by event, pushes it, and proves that the registry holds what was built.',
  branding: { icon: 'package', color: 'blue' },
  inputs,
  outputs,
  outcomes: {
    pushed: 'the registry holds what was built',
    built: 'the image was built and not pushed',
  },
  codes,
  permissions: {
    contents: { access: 'read', use: 'to check the repository out' },
    packages: {
      access: 'write',
      use: 'to push to ghcr.io',
      when: { input: 'image', matches: '^ghcr\\.io/' },
      unless: [
        { input: 'registry-password', matches: '' },
        { input: 'push', matches: '^false$' },
        { input: 'dry-run', matches: '^true$' },
      ],
    },
  },
  checks,
  run,
  post: cleanUp,
});
