import { posix } from 'node:path';
import type { Program, Service } from './service.ts';
import { type Surroundings, WORKFLOWS } from './surroundings.ts';

/** The program, if it is one that waits for connections: only such a one is deployed. */
export function servedProgram({ program }: Service): Program | undefined {
  return program?.listens === true ? program : undefined;
}

/** Folder that is sent to the engine, relative to the repository. */
export function contextOf({ folder, needsRepository }: Service): string {
  return needsRepository ? '.' : folder;
}

/** The file that the image is built from: one that is there, else the one that is written. */
export function dockerfileOf(service: Service, { dockerfile }: Surroundings): string {
  return dockerfile ?? posix.join(service.folder, 'Dockerfile');
}

/** The chart that deploys: one that is there, else the one that is written. Its name is that of release and Deployment. */
export function chartOf(
  { name }: Service,
  { chart }: Surroundings,
): { readonly folder: string; readonly name: string } {
  return chart ?? { folder: `deploy/${name}`, name };
}

/** The workflow; in a repository of several modules each has its own. */
export function workflowOf({ oneOfSeveral, folder, name }: Service): string {
  const more = oneOfSeveral && folder !== '.' ? `-${name}` : '';
  return `${WORKFLOWS}/pipeline${more}.yml`;
}
