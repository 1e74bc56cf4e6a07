import { actionNames } from '@fairlead/core';
import { stringify } from 'yaml';
import { REPOSITORY_NAME } from '../paths.ts';

/**
 * The text of the release tree's root `action.yml`. It is no action: it says which there are, because
 * `uses: OWNER/REPO@v1` without a path would otherwise end with a riddle.
 */
export function renderRootAction(): string {
  const paths = actionNames.map((name) => `${REPOSITORY_NAME}/actions/${name}@v1`);
  const message = `Fairlead is several actions; name one of them: ${paths.join(', ')}`;
  const manifest = {
    name: 'Fairlead',
    description:
      'Actions that take a Go service from a commit to a rollout that is proven healthy or rolled back',
    author: 'Fairlead',
    branding: { icon: 'anchor', color: 'blue' },
    runs: {
      using: 'composite',
      steps: [{ shell: 'bash', run: `echo "::error::${message}"\nexit 1\n` }],
    },
  };
  return stringify(manifest, { lineWidth: 0 });
}
