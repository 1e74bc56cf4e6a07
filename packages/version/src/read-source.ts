import type { Repository } from '@fairlead/core';
import { compareVersionTags, follows, parseVersionTag, type VersionTag } from './version-tag.ts';

/** A version tag that HEAD has in its history. */
export interface SourceTag extends VersionTag {
  /** The commit that it names, whether annotated or lightweight. */
  readonly commit: string;
}

/** What a repository says of the commit that is checked out. */
export interface SourceFacts {
  /** Full id: 40 or 64 hex digits. */
  readonly commit: string;
  /** Time of the commit, in UTC, ISO 8601. */
  readonly date: string;
  /** Tracked files differ from the commit. */
  readonly dirty: boolean;
  /** Version tags of HEAD that count for the module, the best first. */
  readonly atHead: readonly SourceTag[];
  /** The nearest version in HEAD's history that counts, when HEAD has none. */
  readonly nearest: { readonly tag: SourceTag; readonly commits: number } | undefined;
  /** The clone is too short to have all tags. */
  readonly shallow: boolean;
}

/** More excluded names than this are not handed to git. */
const MOST_EXCLUDED = 2000;

/**
 * Asks a repository for the commit that is checked out, and for the version tags that count for the module in `folder`
 * (relative to the top folder, empty for the root). When the module has tags of its own (`services/api/v1.4.0`), only
 * they count, as for the go command (https://go.dev/ref/mod#vcs-version); else those without a prefix.
 *
 * @returns the facts, or why there are none: no commit yet, or a repository that cannot be read
 */
export async function readSource(
  repo: Repository,
  folder: string,
): Promise<SourceFacts | { readonly reason: string }> {
  const head = await repo.ask(['log', '-1', '--format=%H %ct']);
  if (!head.ok) return { reason: head.reason };
  const [commit = '', seconds = ''] = head.text.trim().split(' ');
  const all = await readTags(repo);
  const counting = chooseTags(all, folder);
  const atHead = counting.filter((tag) => tag.commit === commit).sort(compareVersionTags);
  const described = await describe(repo, all, counting);
  if ('reason' in described) return described;
  const shallow = await repo.ask(['rev-parse', '--is-shallow-repository']);
  return {
    commit,
    date: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z'),
    dirty: described.dirty,
    atHead,
    nearest: atHead.length > 0 ? undefined : described.nearest,
    shallow: shallow.ok && shallow.text.trim() === 'true',
  };
}

/** All version tags in HEAD's history, with the commits they name. */
async function readTags(repo: Repository): Promise<readonly SourceTag[]> {
  const listed = await repo.ask([
    'for-each-ref',
    '--merged=HEAD',
    '--format=%(objectname) %(*objectname) %(refname:strip=2)',
    'refs/tags',
  ]);
  if (!listed.ok) return []; // a repository without the objects of its tags still has a commit
  return listed.text.split('\n').flatMap((line) => {
    const [object = '', peeled = '', ...name] = line.split(' ');
    const parsed = parseVersionTag(name.join(' '));
    return parsed === undefined ? [] : [{ ...parsed, commit: peeled || object }];
  });
}

/** The tags that count: the module's own where it has some, without names that merely follow others. */
function chooseTags(all: readonly SourceTag[], folder: string): readonly SourceTag[] {
  const own = folder === '' ? [] : all.filter(({ prefix }) => prefix === folder);
  const kind = own.length > 0 ? own : all.filter(({ prefix }) => prefix === '');
  return kind.filter((tag) => !follows(tag, kind));
}

interface Described {
  readonly dirty: boolean;
  readonly nearest: SourceFacts['nearest'];
}

/** The nearest of the counting tags and how many commits HEAD is ahead of it, as `git describe` counts them. */
async function describe(
  repo: Repository,
  all: readonly SourceTag[],
  counting: readonly SourceTag[],
): Promise<Described | { readonly reason: string }> {
  const names = new Set(counting.map(({ tag }) => tag));
  const prefix = counting[0]?.prefix ?? '';
  const before = prefix === '' ? '' : `${escapeGlob(prefix)}/`;
  const patterns = ['v[0-9]*.[0-9]*', '[0-9]*.[0-9]*'].map((pattern) => `--match=${before}${pattern}`);
  const others = all.filter(({ tag }) => !names.has(tag)).map(({ tag }) => `--exclude=${escapeGlob(tag)}`);
  const which = counting.length === 0 ? ['--exclude=*'] : [...patterns, ...others.slice(0, MOST_EXCLUDED)];
  const answer = await repo.ask([
    'describe',
    '--tags',
    '--long',
    '--always',
    '--dirty',
    '--abbrev=12',
    ...which,
  ]);
  if (!answer.ok) return { reason: answer.reason };
  const text = answer.text.trim();
  const dirty = text.endsWith('-dirty');
  const found = /^(.+)-(\d+)-g[0-9a-f]+(?:-dirty)?$/.exec(text);
  const named = counting.find(({ tag }) => tag === found?.[1]);
  if (named === undefined) return { dirty, nearest: undefined };
  const best = counting.filter(({ commit }) => commit === named.commit).sort(compareVersionTags)[0] ?? named;
  return { dirty, nearest: { tag: best, commits: Number(found?.[2]) } };
}

/** A name as a pattern that fits nothing else. */
function escapeGlob(name: string): string {
  return name.replace(/[[\]?*\\]/g, '\\$&');
}
