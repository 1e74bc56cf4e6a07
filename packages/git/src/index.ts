export { createGit } from './create-git.ts';
