export { type ChangedPaths, changedPaths } from './changed-paths.ts';
export { createGit } from './create-git.ts';
export { type Base, findBase } from './find-base.ts';
