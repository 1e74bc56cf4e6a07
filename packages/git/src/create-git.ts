import type { Git, GitAnswer, GitPorts, NoRepository, Repository } from '@fairlead/core';
import { listCommitted, readCommittedFile } from './committed-file.ts';
import { findRoot } from './find-root.ts';
import { childSettings, hardenedArguments, hardenedEnvironment } from './hardened.ts';

/** Opens repositories with the git on PATH. */
export function createGit(ports: GitPorts): Git {
  return { open: (folder) => open(ports, folder) };
}

async function open(ports: GitPorts, folder: string): Promise<Repository | NoRepository> {
  const root = await findRoot(ports.files, folder);
  if (root === undefined) return { state: 'none', reason: `${folder} is in no git repository` };
  if ((await ports.exec.find('git')) === undefined) return { state: 'none', reason: 'git is not on PATH' };
  const ask = (args: readonly string[]): Promise<GitAnswer> => askGit(ports, root, args);
  const check = await ask(['rev-parse', '--git-dir']);
  if (!check.ok) return { state: 'broken', reason: check.reason };
  return {
    state: 'ok',
    root,
    ask,
    fileAt: (commit, path, maxBytes) => readCommittedFile(ask, commit, path, maxBytes),
    entriesAt: (commit, folder) => listCommitted(ask, commit, folder),
    childEnv: childSettings(ports.env, root),
  };
}

async function askGit(
  { exec, env, signal }: GitPorts,
  root: string,
  args: readonly string[],
): Promise<GitAnswer> {
  const { exitCode, stdout, stderr } = await exec.ask('git', [...hardenedArguments(root), ...args], {
    cwd: root,
    env: hardenedEnvironment(env),
    signal,
    okCodes: 'any',
  });
  if (exitCode === 0) return { ok: true, text: stdout };
  const line = stderr.split('\n').find((text) => text.trim() !== '') ?? '';
  return { ok: false, reason: line.trim() || `git ${args[0] ?? ''} ended with exit code ${exitCode}` };
}
