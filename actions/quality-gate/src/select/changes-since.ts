import { oncePer } from '@fairlead/core';
import { changedFiles } from '@fairlead/go';
import type { Job } from '../check/check.ts';
import { readTree } from './choose-packages.ts';
import type { Selection } from './selection.ts';

/** The files that are not as they were when the choice was made, sorted; looked up once, when all that counts has run. */
export const changesSince: (
  selection: Selection,
  job: Pick<Job, 'ports' | 'plan'>,
) => Promise<readonly string[]> = oncePer(
  async ({ tree, goCache }: Selection, job: Pick<Job, 'ports' | 'plan'>) =>
    changedFiles(await readTree(job, goCache), tree),
);
