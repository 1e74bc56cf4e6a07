import { discoverModules, type GoTree, type Toolchain } from '@fairlead/go';
import type { GoBuildContext } from '../context.ts';

/** How this action runs the go command outside of any target. */
export function goRun(context: GoBuildContext) {
  return { exec: context.exec, env: context.childEnv, signal: context.signal };
}

/** The modules of the working directory. */
export function findTree(context: GoBuildContext, { env }: Toolchain): Promise<GoTree> {
  const { files, workingDirectory, workspace } = context;
  const [gowork, goflags] = [env['GOWORK'], env['GOFLAGS']];
  return discoverModules(files, { from: workingDirectory, root: workspace, gowork, goflags });
}
