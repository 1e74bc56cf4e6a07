import { actionNames } from '@fairlead/core';

/** The program `fairlead`, among the bundles. */
export const PROGRAM = 'cli';

/** Everything that is bundled. */
export const bundleNames: readonly string[] = [...actionNames, PROGRAM];

/** The workspace that a bundle is made from, relative to the checkout. */
export function bundleFolder(name: string): string {
  return name === PROGRAM ? 'packages/cli' : `actions/${name}`;
}

/** Where a bundle is in a release, relative to it. The program looks for the actions beside its own folder. */
export function releasedFolder(name: string): string {
  return name === PROGRAM ? 'cli' : `actions/${name}/dist`;
}
