import { CONFIG_FILE } from '@fairlead/core';
import { type ReadFile, readFile } from './model/read-workflow.ts';
import { UnreadableFile } from './model/spot.ts';
import type { Composite, Workflow } from './model/workflow.ts';
import type { Repository } from './repository.ts';

/** So many files are read for one workflow: calls that call each other again and again stand for an endless number. */
const MOST_FOLLOWED = 2000;

/** The repository as one file may look at it. What is settings is not counted. @throws UnreadableFile past the bound. */
export function withinBounds(repository: Repository): Repository {
  let left = MOST_FOLLOWED;
  return {
    ...repository,
    read: (path) => {
      if (path !== CONFIG_FILE) left -= 1;
      if (left < 0)
        throw new UnreadableFile(
          `calls workflows and actions that stand for more than ${MOST_FOLLOWED} files`,
          { line: 1, column: 1 },
        );
      return repository.read(path);
    },
  };
}

/** So deep calls are followed; GitHub ends earlier. */
export const MOST_CALLS = 10;

/** A workflow of the repository; undefined when there is none that can be read: it is told of when it is looked at itself. */
export function readLocalWorkflow(repository: Repository, path: string): Workflow | undefined {
  const file = readLocal(repository, path);
  return file?.kind === 'workflow' ? file : undefined;
}

/** An action of the repository, by its folder: `other` for one that is not made of steps. */
export function readLocalAction(repository: Repository, folder: string): Composite | 'other' | undefined {
  const file =
    readLocal(repository, `${folder}/action.yml`) ?? readLocal(repository, `${folder}/action.yaml`);
  if (file === undefined) return undefined;
  return file.kind === 'action' ? file : 'other';
}

function readLocal(repository: Repository, path: string): ReadFile | undefined {
  const text = repository.read(path);
  if (text === undefined) return undefined;
  try {
    return readFile(text, 'any');
  } catch (error) {
    if (error instanceof UnreadableFile) return undefined;
    throw error;
  }
}
