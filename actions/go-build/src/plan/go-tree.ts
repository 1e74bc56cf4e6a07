import { resolve } from 'node:path';
import { discoverModules, type GoRun, type GoTree, settleGoenv, type Toolchain } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';

/** How this action runs the Go on PATH, before anybody has chosen one. */
export function plainGo(context: GoBuildContext): GoRun {
  const env = settleGoenv(context.childEnv, (path) => resolve(context.workingDirectory, path));
  return { exec: context.exec, env, signal: context.signal };
}

/** The modules of the working directory. */
export function findTree(context: GoBuildContext, { env }: Toolchain): Promise<GoTree> {
  const { files, workingDirectory, workspace } = context;
  const [gowork, goflags] = [env['GOWORK'], env['GOFLAGS']];
  return discoverModules(files, { from: workingDirectory, root: workspace, gowork, goflags });
}
