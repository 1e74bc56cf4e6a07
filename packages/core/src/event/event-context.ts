/** What started the run: read from the runner's variables and the event's payload. */
export interface EventContext {
  readonly eventName: string;
  readonly ref: string;
  readonly refType: 'branch' | 'tag' | 'pull' | 'unknown';
  /** Branch or tag name, or `pull/7` for a pull request. */
  readonly refName: string;
  readonly onDefaultBranch: boolean;
  readonly sha: string;
  readonly repository: string;
  readonly defaultBranch: string;
  readonly runId: string;
  readonly runAttempt: string;
  readonly job: string;
  readonly actor: string;
  readonly serverUrl: string;
  readonly apiUrl: string;
  /** The run's page, or empty outside GitHub. */
  readonly runUrl: string;
  readonly pullRequest: PullRequest | undefined;
  /** The raw payload; hostile when it comes from a fork. */
  readonly payload: unknown;
}

/** The part of a pull request that decisions need. */
export interface PullRequest {
  readonly number: number;
  readonly headSha: string;
  readonly baseRef: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Reads the context from the variables and the parsed event file. Pure. */
export function resolveContext(env: Env, payload: unknown): EventContext {
  const text = (name: string): string => env[name] ?? '';
  const ref = text('GITHUB_REF');
  const repository = text('GITHUB_REPOSITORY');
  const defaultBranch = stringAt(payload, 'repository', 'default_branch') ?? 'main';
  const { refType, refName } = splitRef(ref);
  const serverUrl = text('GITHUB_SERVER_URL') || 'https://github.com';
  const runId = text('GITHUB_RUN_ID');
  return {
    eventName: text('GITHUB_EVENT_NAME'),
    ref,
    refType,
    refName,
    onDefaultBranch: ref === `refs/heads/${defaultBranch}`,
    sha: text('GITHUB_SHA'),
    repository,
    defaultBranch,
    runId,
    runAttempt: text('GITHUB_RUN_ATTEMPT') || '1',
    job: text('GITHUB_JOB'),
    actor: text('GITHUB_ACTOR'),
    serverUrl,
    apiUrl: text('GITHUB_API_URL') || 'https://api.github.com',
    runUrl: repository === '' || runId === '' ? '' : `${serverUrl}/${repository}/actions/runs/${runId}`,
    pullRequest: readPullRequest(payload),
    payload,
  };
}

function splitRef(ref: string): Pick<EventContext, 'refType' | 'refName'> {
  if (ref.startsWith('refs/heads/')) return { refType: 'branch', refName: ref.slice('refs/heads/'.length) };
  if (ref.startsWith('refs/tags/')) return { refType: 'tag', refName: ref.slice('refs/tags/'.length) };
  const pull = /^refs\/pull\/(\d+)\/(merge|head)$/.exec(ref);
  if (pull !== null) return { refType: 'pull', refName: `pull/${pull[1]}` };
  return { refType: 'unknown', refName: ref };
}

function readPullRequest(payload: unknown): PullRequest | undefined {
  const number = valueAt(payload, 'pull_request', 'number');
  if (typeof number !== 'number') return undefined;
  return {
    number,
    headSha: stringAt(payload, 'pull_request', 'head', 'sha') ?? '',
    baseRef: stringAt(payload, 'pull_request', 'base', 'ref') ?? '',
  };
}

/** What stands at a path of keys in a payload of any shape. */
export function valueAt(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
    value,
  );
}

/** The text at a path of keys; undefined when there is something else. */
export function stringAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, ...path);
  return typeof found === 'string' ? found : undefined;
}
