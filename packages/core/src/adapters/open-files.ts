import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorMessage } from '../errors/classify.ts';
import type { Files } from '../ports/files.ts';
import { createNodeFiles } from './node-files.ts';

/** The file system, and what is wrong with the place that was wanted for reports and temporary folders. */
export interface OpenedFiles {
  readonly files: Files;
  readonly problem: string | undefined;
}

/**
 * Reports and temporary folders go below `FAIRLEAD_REPORTS` when it is set (it outlives a job whose temporary folder is
 * removed), else below the runner's temporary folder. Where one cannot be made or written to, they go to the next place:
 * the work needs some folder, and not this one. Without any, it goes on with the one that was wanted.
 */
export async function openFiles(
  env: Readonly<Record<string, string | undefined>>,
  workspace: string,
): Promise<OpenedFiles> {
  const { FAIRLEAD_REPORTS: reports = '', RUNNER_TEMP: temp = '' } = env;
  const places = [
    ...(reports === '' ? [] : [{ root: reports, setting: `FAIRLEAD_REPORTS=${reports}` }]),
    ...(temp === '' ? [] : [{ root: join(temp, 'fairlead'), setting: `RUNNER_TEMP=${temp}` }]),
    ...[join(tmpdir(), 'fairlead'), tmpdir()].map((root) => ({ root, setting: root })),
  ];
  const problems: string[] = [];
  for (const { root, setting } of places) {
    const files = createNodeFiles(root, workspace);
    const problem = await tryOut(files);
    if (problem === undefined) return { files, problem: describe(problems, root) };
    problems.push(`${setting}: reports cannot be kept there: ${problem}`);
  }
  return { files: createNodeFiles(places[0]?.root ?? tmpdir(), workspace), problem: undefined };
}

/** Why no folder can be made there; undefined when one can. */
async function tryOut(files: Files): Promise<string | undefined> {
  try {
    await files.remove(await files.makeTemporary('try'));
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? 'it is a file' : errorMessage(error);
  }
}

function describe(problems: readonly string[], root: string): string | undefined {
  if (problems.length === 0) return undefined;
  return `${problems.join('; ')}; they go to ${root} (name a folder that this job may write to)`;
}
