import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type GitWorkspace, initGit, openWorkspace } from '@fairlead/testkit';

/** A git repository as a user of the actions has it. */
export type ScratchRepository = GitWorkspace;

/** Makes a repository from the sample service and a workflow. An older one in the same folder is replaced. */
export async function createScratchRepository(options: {
  readonly folder: string;
  /** The sample service. */
  readonly source: string;
  /** The workflow file to put below .github/workflows. */
  readonly workflow: string;
}): Promise<ScratchRepository> {
  const { folder } = options;
  await rm(folder, { recursive: true, force: true });
  await cp(options.source, folder, { recursive: true });
  await mkdir(join(folder, '.github', 'workflows'), { recursive: true });
  await cp(options.workflow, join(folder, '.github', 'workflows', 'pipeline.yml'));
  return initGit(openWorkspace(folder));
}
