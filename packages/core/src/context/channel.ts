/** The kind of line of work that a ref belongs to (SRC-05). */
export type Channel =
  | 'main'
  | 'develop'
  | 'feature'
  | 'hotfix'
  | 'release'
  | 'tag'
  | 'pull-request'
  | 'other';

/** Maps a full ref to its channel, as GitHub Flow and its common extensions name branches. */
export function resolveChannel(ref: string, defaultBranch: string): Channel {
  if (ref.startsWith('refs/tags/')) return 'tag';
  if (/^refs\/pull\/\d+\/(merge|head)$/.test(ref)) return 'pull-request';
  if (!ref.startsWith('refs/heads/')) return 'other';
  const branch = ref.slice('refs/heads/'.length);
  if (branch === defaultBranch) return 'main';
  if (branch === 'develop' || branch === 'dev') return 'develop';
  if (branch.startsWith('release/')) return 'release';
  if (branch.startsWith('hotfix/')) return 'hotfix';
  if (branch.startsWith('feature/')) return 'feature';
  return 'other';
}

/** The test environment that a channel leads to (TRG-14); undefined where no environment belongs to it. */
export function environmentFor(channel: Channel): 'dev' | 'pre-release' | 'production' | undefined {
  const known: Partial<Record<Channel, 'dev' | 'pre-release' | 'production'>> = {
    develop: 'dev',
    release: 'pre-release',
    main: 'production',
    tag: 'production',
  };
  return known[channel];
}
