import type { EventContext, Exec } from '@fairlead/core';

/** Which source a build is made of. */
export interface Identity {
  readonly version: string;
  /** Full commit id; empty when nothing knows it. */
  readonly commit: string;
  /** Time of the commit in UTC, ISO 8601; empty when nothing knows it. Never the time of the build. */
  readonly date: string;
  /** Where the version came from, for people. */
  readonly source: string;
}

/** What git says about the working directory. */
export type GitFacts =
  | {
      readonly state: 'ok';
      readonly commit: string;
      readonly date: string;
      readonly describe: string;
      /** No tag was found, and the clone is too short to have them all. */
      readonly lacksTags: boolean;
      /** Variables that git needs here; given to the go command too. */
      readonly env: Readonly<Record<string, string>>;
    }
  /** `none`: no git or no repository; the go command is content with that. `broken`: it would fail. */
  | { readonly state: 'none' | 'broken'; readonly reason: string };

const SHALLOW = 'git describe, which finds no tag in a shallow clone: check out with fetch-depth: 0';

/** The identity from the input, the ref and git, in this order. Pure. */
export function resolveIdentity(
  given: string | undefined,
  event: Pick<EventContext, 'refType' | 'refName' | 'sha'>,
  git: GitFacts,
  sourceDateEpoch: string | undefined,
): Identity {
  const commit = git.state === 'ok' ? git.commit : event.sha;
  const date = epochDate(sourceDateEpoch) ?? (git.state === 'ok' ? git.date : '');
  const [version, source] = resolveVersion(given, event, git);
  return { version, commit, date, source };
}

function resolveVersion(
  given: string | undefined,
  event: Pick<EventContext, 'refType' | 'refName' | 'sha'>,
  git: GitFacts,
): readonly [string, string] {
  if (given !== undefined) return [given, 'input'];
  if (event.refType === 'tag' && event.refName !== '') return [tagVersion(event.refName), 'tag'];
  if (git.state === 'ok') return [git.describe, git.lacksTags ? SHALLOW : 'git describe'];
  if (event.sha !== '') return [event.sha.slice(0, 12), 'commit of the event'];
  return ['devel', 'nothing to take it from'];
}

/** A module below the root is tagged `services/api/v1.2.0`: its version is the last part. */
function tagVersion(tag: string): string {
  const last = tag.split('/').at(-1) ?? tag;
  return /^v\d/.test(last) ? last : tag;
}

/** Seconds since the epoch as UTC time (https://reproducible-builds.org/specs/source-date-epoch/). */
function epochDate(seconds: string | undefined): string | undefined {
  if (seconds === undefined || !/^\d{1,11}$/.test(seconds)) return undefined;
  return new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}

/** How git is asked. */
export interface GitRun {
  readonly exec: Exec;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly signal?: AbortSignal | undefined;
}

/** Asks git for commit, date and description. A folder that belongs to another user is trusted for this process only. */
export async function readGit(run: GitRun): Promise<GitFacts> {
  if ((await run.exec.find('git')) === undefined) return { state: 'none', reason: 'git is not on PATH' };
  const first = await head(run, {});
  const owned = first.ok ? {} : trustFolder(first.text, run.env);
  const answer = first.ok || owned === undefined ? first : await head(run, owned);
  if (!answer.ok) {
    const none = /not a git repository/i.test(answer.text);
    const reason = answer.text.split('\n').find((line) => line.trim() !== '') ?? 'git rev-parse failed';
    return { state: none ? 'none' : 'broken', reason };
  }
  const env = owned ?? {};
  const [commit = '', seconds = ''] = answer.text.trim().split(' ');
  const described = await askGit(run, env, [
    'describe',
    '--tags',
    '--match=v[0-9]*',
    '--always',
    '--dirty',
    '--abbrev=12',
  ]);
  if (!described.ok) return { state: 'broken', reason: described.text.trim() };
  const describe = described.text.trim();
  const lacksTags = /^[0-9a-f]{12,}(-dirty)?$/.test(describe) && (await isShallow(run, env));
  return { state: 'ok', commit, date: epochDate(seconds) ?? '', describe, lacksTags, env };
}

async function isShallow(run: GitRun, env: Readonly<Record<string, string>>): Promise<boolean> {
  return (await askGit(run, env, ['rev-parse', '--is-shallow-repository'])).text.trim() === 'true';
}

interface Answer {
  readonly ok: boolean;
  readonly text: string;
}

function head(run: GitRun, env: Readonly<Record<string, string>>): Promise<Answer> {
  return askGit(run, env, ['log', '-1', '--format=%H %ct']);
}

/** Runs git; the text is what it printed, or what it had against it. */
export async function askGit(
  { exec, env, cwd, signal }: GitRun,
  more: Readonly<Record<string, string>>,
  args: readonly string[],
): Promise<Answer> {
  const plain = { ...env, ...more, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' };
  const result = await exec.run('git', args, { cwd, env: plain, signal, okCodes: 'any' });
  const ok = result.exitCode === 0;
  return { ok, text: ok ? result.stdout : result.stderr };
}

/** Variables that trust the folder that git does not, for one process. */
function trustFolder(
  complaint: string,
  env: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> | undefined {
  const folder = /dubious ownership in repository at '([^']+)'/.exec(complaint)?.[1];
  return folder === undefined ? undefined : withGitConfig(env, 'safe.directory', folder);
}

/** Variables that add one setting of git for one process (https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT). */
export function withGitConfig(
  env: Readonly<Record<string, string>>,
  key: string,
  value: string,
): Readonly<Record<string, string>> {
  const count = Number(env['GIT_CONFIG_COUNT'] ?? '0');
  return {
    GIT_CONFIG_COUNT: String(count + 1),
    [`GIT_CONFIG_KEY_${count}`]: key,
    [`GIT_CONFIG_VALUE_${count}`]: value,
  };
}
