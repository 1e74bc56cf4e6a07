import { relative, resolve, sep } from 'node:path';
import { type EventContext, oncePer, type Repository } from '@fairlead/core';
import { chooseVersion, readSource, type SourceFacts } from '@fairlead/version';
import type { ImageContext, ImageInputs } from '../context.ts';

/** What is built: the event as far as it is true of it, and what git and the event say of the commit. */
export interface BuiltSource {
  readonly event: EventContext;
  /** The one version of the commit, the same that go-build gives a binary. */
  readonly version: string;
  /** Where it came from, for people. */
  readonly from: string;
  /** Date of the commit in UTC, ISO 8601; undefined when neither git nor the event knows it. */
  readonly created: string | undefined;
  /** What to say when the event is not true of what is built. */
  readonly warning?: string;
}

type Checkout = Pick<ImageContext, 'event' | 'git' | 'trust' | 'workingDirectory'>;

type SourceInputs = Pick<ImageInputs, 'context' | 'tagPrefix' | 'tagPattern'>;

/** Asks git for the commit that the workspace holds, and compares it with the event; once in a run. */
export function readBuiltSource(inputs: SourceInputs, context: Checkout): Promise<BuiltSource> {
  return askOnce(context, inputs);
}

const askOnce = oncePer(askSource);

async function askSource(context: Checkout, inputs: SourceInputs): Promise<BuiltSource> {
  const repo = await outermost(context, context.workingDirectory);
  const rules = { prefix: inputs.tagPrefix, pattern: inputs.tagPattern };
  const folder = repo === undefined ? '' : moduleFolder(inputs, context, repo);
  const facts = repo && (await readSource(repo, folder, rules));
  const source = facts === undefined || 'reason' in facts ? undefined : facts;
  const named = repo && context.event.sha !== '' ? await commitOf(repo, context.event.sha) : undefined;
  const { event, warning } =
    eventOfCheckout(context.event, source) ??
    eventOfUnknown(context, source) ??
    judgeEvent(context.event, source?.commit, named);
  const chosen = chooseVersion({ given: undefined, event, source, folder, rules });
  const created = source?.date ?? dateInPayload(event);
  const { version, from } = chosen;
  return { event, version, from, created, ...(warning === undefined ? {} : { warning }) };
}

/**
 * Where nobody says what is built, as in a plain shell, git does: the commit that is checked out. Its branch says nothing:
 * whoever builds at a desk means no release and no `latest`. Pure.
 */
export function eventOfCheckout(
  event: EventContext,
  source: Pick<SourceFacts, 'commit' | 'dirty'> | undefined,
): JudgedEvent | undefined {
  if (event.sha !== '' || event.ref !== '' || source === undefined) return undefined;
  const changed = source.dirty ? ', and files differ from it' : '';
  const warning = `no event says what is built: the image is tagged by the commit that is checked out alone${changed} (input tags adds others; GITHUB_REF and GITHUB_SHA give the tags of a branch or git tag)`;
  return { event: { ...event, sha: source.commit }, warning };
}

/**
 * Where git does not know what is built, an event that anybody can begin, or that follows another run, does not say it
 * either: it names the default branch, whatever an artifact or an archive has brought. A pull request has a tag of its own. Pure.
 */
export function eventOfUnknown(
  { event, trust }: Pick<Checkout, 'event' | 'trust'>,
  source: Pick<SourceFacts, 'commit'> | undefined,
): JudgedEvent | undefined {
  if (source !== undefined || trust.level !== 'untrusted') return undefined;
  if (event.pullRequest !== undefined || event.refType === 'pull') return undefined;
  const warning = `no commit is known of what is built, and this is ${trust.why}: no tags of ${event.ref || 'the event'} (input tags adds others)`;
  return { event: { ...withoutRef(event), sha: '' }, warning };
}

function withoutRef(event: EventContext): EventContext {
  return { ...event, ref: '', refType: 'unknown', refName: '', onDefaultBranch: false };
}

/** The repository around submodules: a submodule has commits of its own, and the event speaks of its owner. */
async function outermost({ git }: Pick<Checkout, 'git'>, folder: string): Promise<Repository | undefined> {
  const repo = await git.open(folder);
  if (repo.state !== 'ok') return undefined;
  const asked = await repo.ask(['rev-parse', '--show-superproject-working-tree']);
  const around = asked.ok ? asked.text.trim() : '';
  return around === '' || around === repo.root ? repo : ((await outermost({ git }, around)) ?? repo);
}

/** Where no prefix is given, git tags with this folder before the version belong to the image; empty for the whole repository. */
function moduleFolder(
  { context }: Pick<SourceInputs, 'context'>,
  { workingDirectory }: Pick<Checkout, 'workingDirectory'>,
  { root }: Repository,
): string {
  const folder = relative(root, resolve(workingDirectory, context));
  return folder.startsWith('..') ? '' : folder.split(sep).join('/');
}

/** An annotated tag has an object of its own, which stands for a commit. */
async function commitOf(repo: Repository, sha: string): Promise<string | undefined> {
  const asked = await repo.ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${sha}^{commit}`]);
  return asked.ok ? asked.text.trim() : undefined;
}

/** The event, and a warning where it is not true. */
export type JudgedEvent = Pick<BuiltSource, 'event' | 'warning'>;

/**
 * When the event speaks of another commit than the workspace holds (`workflow_run`, `issue_comment`, a checkout of
 * another ref), its branch or git tag says nothing about what is built: the event is given back without a ref, so that
 * code of a feature branch never gets the tags of main. A pull request has tags of its own until it is merged. Pure.
 *
 * @param head The commit that is checked out; undefined when git does not know.
 * @param named The commit that the event's id stands for, as git says it.
 */
export function judgeEvent(
  event: EventContext,
  head: string | undefined,
  named: string | undefined = event.sha,
): JudgedEvent {
  const merged = mergedInto(event, head);
  if (merged !== undefined) return { event: merged };
  if (event.sha === '' || head === undefined || head === event.sha || head === named) return { event };
  const built = { ...event, sha: head };
  if (event.pullRequest !== undefined || event.refType === 'pull') return { event: built };
  const warning = `the workspace holds commit ${head.slice(0, 12)}, the event names ${event.sha.slice(0, 12)}: no tags of ${event.ref || 'the event'}, the image is tagged by its commit alone (input tags adds others)`;
  return { event: withoutRef(built), warning };
}

/** The part of the payload that says how a pull request ended. */
interface Ended {
  readonly pull_request?: { readonly merged?: unknown; readonly merge_commit_sha?: unknown } | null;
}

/**
 * A merged pull request is a commit of its base branch, whoever wrote it; when the merge is what is checked out, the event
 * is one of that branch. What else may be checked out is a pull request's code still.
 */
function mergedInto(event: EventContext, head: string | undefined): EventContext | undefined {
  const { pull_request: pull } = (event.payload ?? {}) as Ended;
  const branch = event.pullRequest?.baseRef ?? '';
  if (pull?.merged !== true || head === undefined || branch === '') return undefined;
  const onBase = event.ref === `refs/heads/${branch}` && head === event.sha;
  if (!onBase && head !== pull.merge_commit_sha) return undefined;
  const onDefaultBranch = branch === event.defaultBranch;
  const ref = { ref: `refs/heads/${branch}`, refType: 'branch', refName: branch } as const;
  return { ...event, ...ref, onDefaultBranch, sha: head, pullRequest: undefined };
}

/** Without git the event may still know when its commit was made. */
function dateInPayload({ payload, sha }: EventContext): string | undefined {
  const head = (payload as { head_commit?: { id?: unknown; timestamp?: unknown } | null } | null)
    ?.head_commit;
  const text = head?.id === sha && typeof head.timestamp === 'string' ? head.timestamp : undefined;
  const at = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString().replace('.000Z', 'Z');
}
