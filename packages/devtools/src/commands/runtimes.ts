import { actionNames } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { buildBundles } from '../build/build-bundles.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { toolCommand } from './tool.ts';

/** `runtimes`: builds the bundles, runs each in each runtime's profile, and writes what was seen into the README. */
export async function runtimesCommand(args: readonly string[]): Promise<number> {
  parseArguments(args, {});
  await buildBundles({ root: REPOSITORY_ROOT, bundles: actionNames, tell: (line) => console.log(line) });
  process.env['FAIRLEAD_WRITE_TABLES'] = '1';
  return toolCommand(['vitest', 'run', '--project', 'bundle-runtimes']);
}
