import { actionNames } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { buildActions } from '../build/build-actions.ts';
import { REPOSITORY_ROOT } from '../paths.ts';

/** `build [ACTION…] [--force]`: bundles what changed; all actions when none is named. */
export async function buildCommand(args: readonly string[]): Promise<number> {
  const { flags, words } = parseArguments(args, { flags: ['force'], words: actionNames });
  await buildActions({
    root: REPOSITORY_ROOT,
    actions: words.length === 0 ? actionNames : words,
    force: flags.has('force'),
    tell: (line) => console.log(line),
  });
  return 0;
}
