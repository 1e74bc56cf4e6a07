import { isAbsolute, join, relative } from 'node:path';
import type { Git } from '@fairlead/core';

/** Where a run on this machine takes place. */
export interface Workspace {
  /** Absolute path: what a workflow would have checked out. */
  readonly root: string;
  /** Where the user stands in it; empty at its top. */
  readonly folder: string;
}

/**
 * The top of the git repository around a folder, as a checkout has it: settings and modules above are found from there.
 * Outside of git, and where git cannot be asked, the folder itself.
 */
export async function findWorkspace(git: Git, cwd: string): Promise<Workspace> {
  const repository = await git.open(cwd);
  if (repository.state !== 'ok') return { root: cwd, folder: '' };
  return { root: repository.root, folder: relative(repository.root, cwd) };
}

/** The inputs as a workflow would give them: the working directory counts from the workspace, and is where the user stands. */
export function inputsInWorkspace(
  inputs: Readonly<Record<string, string>>,
  { folder }: Workspace,
): Readonly<Record<string, string>> {
  const given = inputs['working-directory'];
  if (folder === '' || (given !== undefined && isAbsolute(given))) return inputs;
  return { ...inputs, 'working-directory': join(folder, given ?? '') };
}
