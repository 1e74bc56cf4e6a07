/** An event as a runner hands it to a step: variables and the payload's file content. */
export interface ForgedEvent {
  readonly env: Readonly<Record<string, string>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Where events happen and what they are about; everything has a plausible default. */
export interface EventOptions {
  readonly repository?: string;
  readonly defaultBranch?: string;
  readonly sha?: string;
}

const SHA = '0123456789abcdef0123456789abcdef01234567';

function forge(
  name: string,
  ref: string,
  options: EventOptions,
  payload: Readonly<Record<string, unknown>>,
): ForgedEvent {
  const fullName = options.repository ?? 'acme/orders';
  const [owner = '', repository = ''] = fullName.split('/');
  const [, kind, ...rest] = ref.split('/');
  return {
    env: {
      GITHUB_EVENT_NAME: name,
      GITHUB_REF: ref,
      GITHUB_REF_NAME: rest.join('/'),
      GITHUB_REF_TYPE: kind === 'tags' ? 'tag' : 'branch',
      GITHUB_SHA: options.sha ?? SHA,
      GITHUB_REPOSITORY: fullName,
      GITHUB_REPOSITORY_OWNER: owner,
    },
    payload: {
      repository: {
        name: repository,
        full_name: fullName,
        default_branch: options.defaultBranch ?? 'main',
        owner: { login: owner },
      },
      sender: { login: 'octocat' },
      ...payload,
    },
  };
}

/** A push to a branch. */
export function pushEvent(branch: string = 'main', options: EventOptions = {}): ForgedEvent {
  const ref = `refs/heads/${branch}`;
  const commit = { id: options.sha ?? SHA, message: 'Change orders' };
  return forge('push', ref, options, {
    ref,
    after: commit.id,
    forced: false,
    head_commit: commit,
    commits: [commit],
  });
}

/** A push of a tag. */
export function tagEvent(tag: string = 'v1.2.3', options: EventOptions = {}): ForgedEvent {
  const ref = `refs/tags/${tag}`;
  return forge('push', ref, options, { ref, after: options.sha ?? SHA, created: true });
}

/** A pull request; from a fork when `fork` names another repository, or `null` for one that is gone. */
export function pullRequestEvent(
  options: EventOptions & { readonly number?: number; readonly fork?: string | null } = {},
): ForgedEvent {
  const number = options.number ?? 7;
  const base = options.repository ?? 'acme/orders';
  const head = options.fork === undefined ? base : options.fork;
  return forge('pull_request', `refs/pull/${number}/merge`, options, {
    action: 'synchronize',
    number,
    pull_request: {
      number,
      draft: false,
      title: 'Change orders',
      head: {
        ref: 'feature/change',
        sha: 'fedcba9876543210fedcba9876543210fedcba98',
        repo: head === null ? null : { full_name: head, fork: head !== base },
      },
      base: { ref: options.defaultBranch ?? 'main', sha: SHA, repo: { full_name: base } },
    },
  });
}

/** A run started by hand. */
export function workflowDispatchEvent(
  inputs: Readonly<Record<string, string>> = {},
  options: EventOptions = {},
): ForgedEvent {
  const ref = 'refs/heads/main';
  return forge('workflow_dispatch', ref, options, {
    ref,
    inputs,
    workflow: '.github/workflows/pipeline.yml',
  });
}

/** A run started by another system. */
export function repositoryDispatchEvent(
  action: string,
  clientPayload: Readonly<Record<string, unknown>> = {},
  options: EventOptions = {},
): ForgedEvent {
  const payload = { action, branch: 'main', client_payload: clientPayload };
  return forge('repository_dispatch', 'refs/heads/main', options, payload);
}

/** A run started by the clock. */
export function scheduleEvent(schedule: string = '0 3 * * *', options: EventOptions = {}): ForgedEvent {
  return forge('schedule', 'refs/heads/main', options, { schedule });
}
