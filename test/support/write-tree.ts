import { makeWorkspace } from '@fairlead/testkit';
import { onTestFinished } from 'vitest';

/** Writes files by path into a fresh folder that is removed after the test; gives the folder's path. */
export async function writeTree(files: Readonly<Record<string, string>>): Promise<string> {
  const workspace = await makeWorkspace(files);
  onTestFinished(workspace.remove);
  return workspace.folder;
}
