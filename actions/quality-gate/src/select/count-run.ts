import { join } from 'node:path';
import type { GatePorts } from '../plan/ports.ts';

/** The number of this run: the workflow's own, else counted in the folder of the results; a dry run does not count. */
export async function countRun(
  { files, childEnv }: Pick<GatePorts, 'files' | 'childEnv'>,
  folder: string,
  dryRun: boolean,
): Promise<number> {
  const given = Number(childEnv['GITHUB_RUN_NUMBER']);
  if (Number.isSafeInteger(given) && given > 0) return given;
  const path = join(folder, 'runs.txt');
  const before = (await files.stat(path))?.kind === 'file' ? Number(await files.readText(path)) : 0;
  const count = (Number.isSafeInteger(before) ? before : 0) + 1;
  if (!dryRun) await files.write(path, `${count}\n`);
  return count;
}
