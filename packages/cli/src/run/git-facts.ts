import { createNodeFiles, createProcessExec, type Git, Redactor, type Repository } from '@fairlead/core';
import { createGit } from '@fairlead/git';

/** What git knows of the folder that an action runs in. */
export interface GitFacts {
  /** Full ref of what is checked out; empty for a commit that has no name. */
  readonly ref: string;
  readonly sha: string;
  readonly defaultBranch: string;
  /** First line of the commit's message. */
  readonly message: string;
  /** Address of the remote `origin`; empty without one. */
  readonly origin: string;
}

const NOTHING: GitFacts = { ref: '', sha: '', defaultBranch: 'main', message: '', origin: '' };

/** The port through which git is asked: nothing that is checked out chooses a program. */
export function gitOf(folder: string, env: Readonly<Record<string, string>>): Git {
  const exec = createProcessExec({ env, redactor: new Redactor() });
  const files = createNodeFiles(folder, folder);
  return createGit({ exec, files, env, signal: new AbortController().signal });
}

/** Asks git about a folder; a folder without a repository, and one without a commit, are no error. */
export async function readGitFacts(git: Git, folder: string): Promise<GitFacts> {
  const repository = await git.open(folder);
  if (repository.state !== 'ok') return NOTHING;
  const ask = async (...args: readonly string[]): Promise<string> => {
    const answer = await repository.ask(args);
    return answer.ok ? answer.text.trim() : '';
  };
  return {
    ref: await findRef(repository),
    sha: await ask('rev-parse', '--verify', '--quiet', 'HEAD'),
    defaultBranch: await findDefaultBranch(repository),
    message: await ask('log', '-1', '--format=%s'),
    origin: await ask('config', '--get', 'remote.origin.url'),
  };
}

async function findRef(repository: Repository): Promise<string> {
  const branch = await repository.ask(['symbolic-ref', '--quiet', 'HEAD']);
  if (branch.ok) return branch.text.trim();
  const tag = await repository.ask(['describe', '--tags', '--exact-match', 'HEAD']);
  return tag.ok ? `refs/tags/${tag.text.trim()}` : '';
}

/** What the remote calls its default branch; else one of the usual names that is there. */
async function findDefaultBranch(repository: Repository): Promise<string> {
  const remote = await repository.ask(['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD']);
  if (remote.ok) return remote.text.trim().replace(/^origin\//, '');
  const old = await repository.ask(['rev-parse', '--verify', '--quiet', 'refs/heads/main']);
  const master = await repository.ask(['rev-parse', '--verify', '--quiet', 'refs/heads/master']);
  return !old.ok && master.ok ? 'master' : 'main';
}
