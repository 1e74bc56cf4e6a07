import type {
  CommittedEntry,
  CommittedFile,
  CommittedFiles,
  Git,
  GitAnswer,
  NoRepository,
  Repository,
} from '@fairlead/core';

/** What a repository in a test says. */
export interface FakeRepositoryOptions {
  readonly root?: string;
  /** Answers by question, words joined by a space; a question that is not there is refused, unless every run asks it. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Files by `commit:path`. A commit that no key names is unknown. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What a clone answers in which no pull request is checked out. */
const NO_PULL_REQUEST: Readonly<Record<string, string>> = {
  'for-each-ref --points-at=HEAD --count=1 --format=%(refname) refs/remotes/pull refs/pull': '',
};

/** A Git whose every folder lies in the repository given, or in none. */
export function createFakeGit(given?: FakeRepositoryOptions | NoRepository): Git {
  const none: NoRepository = { state: 'none', reason: 'there is no repository' };
  return { open: async () => (given === undefined ? none : 'state' in given ? given : repository(given)) };
}

function repository({ root = '/workspace', answers = {}, files = {} }: FakeRepositoryOptions): Repository {
  const known = { ...NO_PULL_REQUEST, ...answers };
  return {
    state: 'ok',
    root,
    ask: async (args): Promise<GitAnswer> => {
      const text = known[args.join(' ')];
      return text === undefined ? { ok: false, reason: `fatal: ${args.join(' ')}` } : { ok: true, text };
    },
    ...committedFiles(files),
    childEnv: {},
  };
}

/** The server that holds the repository, by files as `commit:path`. */
export function createFakeForge(files: Readonly<Record<string, string>> = {}): CommittedFiles {
  return committedFiles(files, 'the server');
}

function committedFiles(files: Readonly<Record<string, string>>, who = 'the clone'): CommittedFiles {
  return {
    fileAt: async (commit, path): Promise<CommittedFile> => {
      const text = files[`${commit}:${path}`];
      if (text !== undefined) return { state: 'file', text };
      const known = Object.keys(files).some((key) => key.startsWith(`${commit}:`));
      return known ? { state: 'absent' } : { state: 'unknown', reason: `${who} does not have ${commit}` };
    },
    entriesAt: async (commit, folder) => {
      const start = `${commit}:${folder === '' || folder === '.' ? '' : `${folder}/`}`;
      const kinds = new Map<string, CommittedEntry['kind']>();
      for (const key of Object.keys(files).filter((each) => each.startsWith(start))) {
        const [name = '', ...below] = key.slice(start.length).split('/');
        kinds.set(name, below.length > 0 ? 'folder' : 'file');
      }
      return [...kinds].map(([name, kind]) => ({ name, kind }));
    },
  };
}
