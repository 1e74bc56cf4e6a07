import { createNodeFiles, createProcessExec, type Git, Redactor, type Repository } from '@fairlead/core';
import { createGit } from '@fairlead/git';
import { compareVersionTags, parseVersionTag } from '@fairlead/version';

/** What git knows of the folder that an action runs in. */
export interface GitFacts {
  /** Full ref of what is checked out; empty for a commit that has no name. */
  readonly ref: string;
  /** A tag that is checked out, with changes in tracked files: what is there is not what the tag names. */
  readonly changedTag?: string;
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
    ...(await findRef(repository)),
    sha: await ask('rev-parse', '--verify', '--quiet', 'HEAD'),
    defaultBranch: await findDefaultBranch(repository),
    message: await ask('log', '-1', '--format=%s'),
    origin: await ask('config', '--get', 'remote.origin.url'),
  };
}

/** A branch; else, where nothing differs from it, the best version tag of the commit, or any other of its tags. */
async function findRef(
  repository: Repository,
): Promise<{ readonly ref: string; readonly changedTag?: string }> {
  const branch = await repository.ask(['symbolic-ref', '--quiet', 'HEAD']);
  if (branch.ok) return { ref: branch.text.trim() };
  const listed = await repository.ask([
    'for-each-ref',
    '--points-at=HEAD',
    '--format=%(refname:strip=2)',
    'refs/tags',
  ]);
  const tags = listed.ok ? listed.text.split('\n').filter((name) => name !== '') : [];
  const versions = tags
    .flatMap((name) => parseVersionTag(name) ?? [])
    .filter(({ prefix, numbers }) => prefix === '' && numbers.length > 2);
  const tag = versions.toSorted(compareVersionTags)[0]?.tag ?? tags[0];
  if (tag === undefined) return { ref: '' };
  const described = await repository.ask(['describe', '--always', '--dirty']);
  const isChanged = described.ok && described.text.trim().endsWith('-dirty');
  return isChanged ? { ref: '', changedTag: tag } : { ref: `refs/tags/${tag}` };
}

/** What the remote calls its default branch; else one of the usual names that is there. */
async function findDefaultBranch(repository: Repository): Promise<string> {
  const remote = await repository.ask(['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD']);
  if (remote.ok) return remote.text.trim().replace(/^origin\//, '');
  const old = await repository.ask(['rev-parse', '--verify', '--quiet', 'refs/heads/main']);
  const master = await repository.ask(['rev-parse', '--verify', '--quiet', 'refs/heads/master']);
  return !old.ok && master.ok ? 'master' : 'main';
}
