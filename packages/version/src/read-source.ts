import type { Repository } from '@fairlead/core';
import { escapeGlob, type GitSearch, gitSearch, readTag, type TagRules } from './tag-rules.ts';
import { compareVersionTags, follows, type VersionTag } from './version-tag.ts';

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
  /** Names of all tags of HEAD, of whatever kind. */
  readonly namesAtHead: readonly string[];
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
 * they count, as for the go command (https://go.dev/ref/mod#vcs-version); else those without a prefix. `rules` say
 * otherwise.
 *
 * @returns the facts, or why there are none: no commit yet, or a repository that cannot be read
 */
export async function readSource(
  repo: Repository,
  folder: string,
  rules: TagRules = {},
): Promise<SourceFacts | { readonly reason: string }> {
  const head = await repo.ask(['log', '-1', '--format=%H %ct']);
  if (!head.ok) return { reason: head.reason };
  const [commit = '', seconds = ''] = head.text.trim().split(' ');
  const all = await readTags(repo);
  const counting = chooseTags(all, folder, rules);
  const atHead = counting.filter((tag) => tag.commit === commit).sort(compareVersionTags);
  const described = await describe(repo, all, counting, gitSearch(counting, folder, rules));
  if ('reason' in described) return described;
  const shallow = await repo.ask(['rev-parse', '--is-shallow-repository']);
  return {
    commit,
    date: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z'),
    dirty: described.dirty,
    atHead,
    namesAtHead: all.filter((tag) => tag.commit === commit).map(({ tag }) => tag),
    nearest: atHead.length > 0 ? undefined : described.nearest,
    shallow: shallow.ok && shallow.text.trim() === 'true',
  };
}

/** A tag and the commit that it names. */
interface NamedCommit {
  readonly tag: string;
  readonly commit: string;
}

/** All tags in HEAD's history, with the commits they name. */
async function readTags(repo: Repository): Promise<readonly NamedCommit[]> {
  const listed = await repo.ask([
    'for-each-ref',
    '--merged=HEAD',
    '--format=%(objectname) %(*objectname) %(refname:strip=2)',
    'refs/tags',
  ]);
  if (!listed.ok) return []; // a repository without the objects of its tags still has a commit
  return listed.text.split('\n').flatMap((line) => {
    const [object = '', peeled = '', ...name] = line.split(' ');
    return name.length === 0 ? [] : [{ tag: name.join(' '), commit: peeled || object }];
  });
}

/** The tags that count: the module's own where it has some, without names that merely follow others. */
function chooseTags(all: readonly NamedCommit[], folder: string, rules: TagRules): readonly SourceTag[] {
  const read = all.flatMap(({ tag, commit }) => {
    const parsed = readTag(tag, folder, rules);
    return parsed === undefined ? [] : [{ ...parsed, commit }];
  });
  const own = folder === '' ? [] : read.filter(({ prefix }) => prefix === folder);
  const kind = own.length > 0 ? own : read;
  return kind.filter((tag) => !follows(tag, kind));
}

interface Described {
  readonly dirty: boolean;
  readonly nearest: SourceFacts['nearest'];
}

/** The nearest of the counting tags and how many commits HEAD is ahead of it, as `git describe` counts them. */
async function describe(
  repo: Repository,
  all: readonly NamedCommit[],
  counting: readonly SourceTag[],
  { patterns, mayFind }: GitSearch,
): Promise<Described | { readonly reason: string }> {
  const names = new Set(counting.map(({ tag }) => tag));
  const others = all.filter(({ tag }) => !names.has(tag) && mayFind(tag)).slice(0, MOST_EXCLUDED);
  const which =
    counting.length === 0
      ? ['--exclude=*']
      : [
          ...patterns.map((pattern) => `--match=${pattern}`),
          ...others.map(({ tag }) => `--exclude=${escapeGlob(tag)}`),
        ];
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
