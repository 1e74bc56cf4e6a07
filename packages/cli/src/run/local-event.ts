import type { GitFacts } from './git-facts.ts';

/** An event as a runner hands it to a step. */
export interface LocalEvent {
  readonly variables: Readonly<Record<string, string>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The push of what is checked out, by whoever sits at the machine. */
export function localEvent({ ref, sha, defaultBranch, message, origin }: GitFacts): LocalEvent {
  const remote = readRemote(origin);
  const [owner = '', name = ''] = remote?.repository.split('/') ?? [];
  const commit = { id: sha, message };
  const server = `https://${remote?.host ?? 'github.com'}`;
  return {
    variables: {
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF: ref,
      GITHUB_REF_NAME: ref.replace(/^refs\/(heads|tags)\//, ''),
      GITHUB_REF_TYPE: ref.startsWith('refs/tags/') ? 'tag' : 'branch',
      GITHUB_SHA: sha,
      GITHUB_REPOSITORY: remote?.repository ?? '',
      GITHUB_REPOSITORY_OWNER: owner,
      GITHUB_SERVER_URL: server,
      GITHUB_API_URL: server === 'https://github.com' ? 'https://api.github.com' : `${server}/api/v3`,
    },
    payload: {
      ref,
      after: sha,
      head_commit: sha === '' ? null : commit,
      commits: sha === '' ? [] : [commit],
      repository: {
        name,
        full_name: remote?.repository ?? '',
        default_branch: defaultBranch,
        owner: { login: owner },
      },
    },
  };
}

/** Host and `owner/name` of a remote's address; undefined for a folder, and for what is neither. */
export function readRemote(
  address: string,
): { readonly host: string; readonly repository: string } | undefined {
  const form =
    /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(address) ??
    /^(?:[^@/:]+@)?([^/:]+):([^/:]+\/[^/]+?)(?:\.git)?\/?$/.exec(address);
  const [, host, repository] = form ?? [];
  return host === undefined || repository === undefined ? undefined : { host, repository };
}
