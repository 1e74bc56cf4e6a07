import { resolve } from 'node:path';
import type { Files } from '@fairlead/core';
import { isSource } from '@fairlead/go';
import { askGit, type GitFacts, type GitRun, withGitConfig } from './identity.ts';

/**
 * Keeps programs that lie untracked in the repository, such as those that an earlier step has built, from making the go
 * command call the sources modified. Any other untracked file may be part of the build, so it counts as it always does.
 */
export async function overlookPrograms(run: GitRun, files: Files, git: GitFacts): Promise<GitFacts> {
  if (git.state !== 'ok') return git;
  const args = ['ls-files', '--others', '--exclude-standard', '-z', '--', ':/'];
  const { ok, text } = await askGit(run, git.env, args);
  const untracked = text.split('\0').filter((path) => path !== '');
  if (!ok || untracked.length === 0) return git;
  for (const path of untracked) if (!(await isProgram(files, resolve(run.cwd, path)))) return git;
  const env = withGitConfig({ ...run.env, ...git.env }, 'status.showUntrackedFiles', 'no');
  return { ...git, env: { ...git.env, ...env } };
}

async function isProgram(files: Files, path: string): Promise<boolean> {
  if (isSource(path)) return false;
  const there = await files.stat(path);
  return there?.kind === 'file' && (there.mode & 0o111) !== 0;
}
