import { dirname, join } from 'node:path';
import { hashFile } from '@fairlead/go';
import type { Job } from '../../check/check.ts';
import { isScript } from '../../tool/is-script.ts';

/** Its settings: it looks for them in the folder of a package and in all above it, up to the root of the file system. */
const SETTINGS = 'staticcheck.conf';

/**
 * What the findings of staticcheck depend on beside the code and Go: the program by content, what it is told, and its settings in
 * every folder where it looks for them. Undefined where that is not all: a script may start anything.
 */
export async function identityOf(
  { ports }: Pick<Job, 'ports'>,
  program: string,
  told: readonly string[],
): Promise<readonly unknown[] | undefined> {
  const path = await ports.exec.find(program);
  const digest = path === undefined ? undefined : hashFile(path);
  if (path === undefined || digest === undefined || isScript(path)) return undefined;
  const folders = new Set(
    [ports.workspace, await ports.files.realPath(ports.workspace)].flatMap(foldersAbove),
  );
  const settings = [...folders].map((folder) => hashFile(join(folder, SETTINGS)) ?? 'none');
  return [digest, told, [...folders], settings];
}

/** The folders that a folder lies in, the nearest first. */
function foldersAbove(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [] : [above, ...foldersAbove(above)];
}
