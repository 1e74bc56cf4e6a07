import type { EventContext } from '@fairlead/core';
import { tagOfBranch } from './branch-tag.ts';
import { prefixOf, type ReleaseVersion, readReleaseTag, releaseTagRule } from './release-version.ts';

/** What decides about tags, beside the event. */
export interface TagRules {
  /** `auto`: on the default branch. `true`: on every branch and release. Never on pre-releases and pull requests. */
  readonly latest: 'auto' | 'true' | 'false';
  /** Further tags, as the user wrote them. */
  readonly extra: readonly string[];
  /** Whether the image gets the tag of its commit. */
  readonly sha: boolean;
  /** What stands before the version in git tags that are releases of this image. */
  readonly prefix: string;
}

/** The part of the event that tags come from. */
export type TagEvent = Pick<
  EventContext,
  'ref' | 'refType' | 'refName' | 'onDefaultBranch' | 'sha' | 'pullRequest' | 'payload'
>;

/** One tag and why the image has it. */
export interface PlannedTag {
  readonly tag: string;
  readonly reason: string;
  /** Which later runs may move it: none, those of newer releases, or any. */
  readonly moves: 'never' | 'forward' | 'always';
}

/** The tags of an image, the lasting one first. */
export interface TagPlan {
  /** The version without `v`, when a git tag of this image is built. */
  readonly release: string | undefined;
  readonly tags: readonly PlannedTag[];
}

/** The plan, or what is wrong with the ref. */
export type TagReading = { readonly plan: TagPlan } | { readonly problem: string; readonly allowed: string };

const SHORT_SHA = 7;

/** Branches that GitHub's merge queue makes: their names say nothing to people. */
const QUEUE_BRANCH = /^gh-readonly-queue\//;

/** Works out an image's tags from the event. Pure. */
export function resolveTags(event: TagEvent, rules: TagRules): TagReading {
  const release = event.refType === 'tag' ? readReleaseTag(event.refName, rules.prefix) : undefined;
  if (event.refType === 'tag' && release === undefined && rules.extra.length === 0)
    return noRelease(event.refName, rules);
  const pull = pullNumber(event);
  const tags = unique([
    ...(release === undefined ? [] : releaseTags(release, rules, isFlagged(event))),
    ...(pull === undefined ? shaTags(event, rules) : [pullTag(pull)]),
    ...(pull === undefined && event.refType === 'branch' ? branchTags(event, rules) : []),
    ...rules.extra.map((tag) => ({ tag, reason: 'input tags', moves: 'always' as const })),
  ]);
  if (tags.length > 0) return { plan: { release: release?.version, tags } };
  return rules.sha
    ? {
        problem: 'gives no tag, and no commit is known',
        allowed: 'a branch, tag or pull request; or the input tags',
      }
    : { problem: 'gives no tag but that of the commit', allowed: 'tag-sha: true, or the input tags' };
}

function noRelease(tag: string, { prefix }: TagRules): TagReading {
  const other = prefixOf(tag);
  const hint =
    other === undefined || other === prefix ? '' : `; tag-prefix: ${other} makes tags like this one releases`;
  return {
    problem: prefix === '' ? 'is not a semantic version' : `is not a semantic version after ${prefix}`,
    allowed: `${prefix}${releaseTagRule}${hint}; or name the tags in the input tags`,
  };
}

/** A release that people flagged as a pre-release on GitHub, whatever its number says. */
function isFlagged({ payload }: TagEvent): boolean {
  const { release } = (payload ?? {}) as { release?: { prerelease?: unknown; draft?: unknown } | null };
  return release?.prerelease === true || release?.draft === true;
}

function releaseTags(release: ReleaseVersion, rules: TagRules, flagged: boolean): PlannedTag[] {
  const full: PlannedTag = { tag: release.version.replaceAll('+', '-'), reason: 'release', moves: 'never' };
  if (release.prerelease) return [{ ...full, reason: 'pre-release: no floating tags' }];
  if (flagged) return [{ ...full, reason: 'flagged as a pre-release: no floating tags' }];
  const { major, minor } = release;
  // 0.x promises nothing to its users, so a tag `0` would only mislead
  const lines = major === 0 ? [`${major}.${minor}`] : [`${major}.${minor}`, `${major}`];
  const floating = lines.map(
    (line): PlannedTag => ({ tag: line, reason: `newest of ${line}`, moves: 'forward' }),
  );
  const latest: PlannedTag = { tag: 'latest', reason: 'input tag-latest', moves: 'forward' };
  return [full, ...floating, ...(rules.latest === 'true' ? [latest] : [])];
}

/**
 * The pull request whose code is built. `pull_request_target` runs on the base branch, but what it checks out and
 * builds may be anybody's: it must never get the branch's tags.
 */
function pullNumber({ pullRequest, refType, refName }: TagEvent): number | undefined {
  if (pullRequest !== undefined) return pullRequest.number;
  const number = refType === 'pull' ? /\d+/.exec(refName)?.[0] : undefined;
  return number === undefined ? undefined : Number(number);
}

function pullTag(number: number): PlannedTag {
  return { tag: `pr-${number}`, reason: 'pull request', moves: 'always' };
}

function shaTags({ sha }: TagEvent, rules: TagRules): PlannedTag[] {
  if (sha === '' || !rules.sha) return [];
  return [{ tag: `sha-${sha.slice(0, SHORT_SHA)}`, reason: 'commit', moves: 'never' }];
}

function branchTags(event: TagEvent, rules: TagRules): PlannedTag[] {
  if (QUEUE_BRANCH.test(event.refName)) return [];
  const main = event.onDefaultBranch;
  const latest = rules.latest === 'true' || (rules.latest === 'auto' && main);
  const name = tagOfBranch(event.refName);
  const own: PlannedTag[] =
    main || name === undefined ? [] : [{ tag: name, reason: 'branch', moves: 'always' }];
  const why = main ? 'default branch' : 'input tag-latest';
  return [...own, ...(latest ? [{ tag: 'latest', reason: why, moves: 'always' as const }] : [])];
}

function unique(tags: readonly PlannedTag[]): readonly PlannedTag[] {
  return tags.filter((planned, index) => tags.findIndex((other) => other.tag === planned.tag) === index);
}
