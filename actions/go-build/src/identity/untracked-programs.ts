import { resolve } from 'node:path';
import type { Files } from '@fairlead/core';
import { isSource } from '@fairlead/go';
import type { SourceControl } from './source-control.ts';

/**
 * Keeps programs that lie untracked in the repository, such as those that an earlier step has built, from making the go
 * command call the sources modified. Any other untracked file may be part of the build, so it counts as it always does.
 */
export async function overlookPrograms(files: Files, git: SourceControl): Promise<SourceControl> {
  if (git.state !== 'ok') return git;
  const answer = await git.repo.ask(['ls-files', '--others', '--exclude-standard', '-z']);
  const untracked = answer.ok ? answer.text.split('\0').filter((path) => path !== '') : [];
  if (untracked.length === 0) return git;
  for (const path of untracked) if (!(await isProgram(files, resolve(git.repo.root, path)))) return git;
  return { ...git, env: withGitConfig(git.env, 'status.showUntrackedFiles', 'no') };
}

async function isProgram(files: Files, path: string): Promise<boolean> {
  if (isSource(path)) return false;
  const there = await files.stat(path);
  return there?.kind === 'file' && (there.mode & 0o111) !== 0;
}

/** Adds one setting of git for one process (https://git-scm.com/docs/git-config#ENVIRONMENT). */
function withGitConfig(
  env: Readonly<Record<string, string>>,
  key: string,
  value: string,
): Readonly<Record<string, string>> {
  const count = Number(env['GIT_CONFIG_COUNT'] ?? '0');
  return {
    ...env,
    GIT_CONFIG_COUNT: String(count + 1),
    [`GIT_CONFIG_KEY_${count}`]: key,
    [`GIT_CONFIG_VALUE_${count}`]: value,
  };
}
