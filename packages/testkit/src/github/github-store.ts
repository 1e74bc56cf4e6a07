/** Anything that the API has made: an id and the fields that were sent. */
export interface GithubRecord {
  readonly id: number;
  readonly [field: string]: unknown;
}

/** What can be asked of the fake API. */
export type GithubOperation =
  | 'status.create'
  | 'status.list'
  | 'deployment.create'
  | 'deployment.list'
  | 'deployment-status.create'
  | 'deployment-status.list'
  | 'check-run.create'
  | 'check-run.update'
  | 'comment.create'
  | 'comment.update'
  | 'comment.list'
  | 'snapshot.create'
  | 'pull.create'
  | 'pull.list';

/** One call of the API: what was sent, and the parts of its path. */
export interface GithubCall {
  readonly operation: GithubOperation;
  readonly method: string;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type Kind = 'status' | 'deployment' | 'deployment-status' | 'check-run' | 'comment' | 'snapshot' | 'pull';

/** A route: how a call is recognised, what it makes, changes or lists, and below what. */
export interface GithubRoute {
  readonly operation: GithubOperation;
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Below `/repos/OWNER/REPO`; `:id` and `:parent` are kept. */
  readonly path: RegExp;
  readonly kind: Kind;
  readonly does: 'create' | 'update' | 'list';
  /** Fields without which the real API answers 422. */
  readonly requires: readonly string[];
}

/** The part of https://docs.github.com/en/rest that the actions use. */
export const GITHUB_ROUTES: readonly GithubRoute[] = [
  route('status.create', 'POST', /^\/statuses\/(?<parent>\w+)$/, 'status', 'create', ['state']),
  route('status.list', 'GET', /^\/commits\/(?<parent>[\w/.-]+)\/statuses$/, 'status', 'list'),
  route('deployment.create', 'POST', /^\/deployments$/, 'deployment', 'create', ['ref']),
  route('deployment.list', 'GET', /^\/deployments$/, 'deployment', 'list'),
  route(
    'deployment-status.create',
    'POST',
    /^\/deployments\/(?<parent>\d+)\/statuses$/,
    'deployment-status',
    'create',
    ['state'],
  ),
  route(
    'deployment-status.list',
    'GET',
    /^\/deployments\/(?<parent>\d+)\/statuses$/,
    'deployment-status',
    'list',
  ),
  route('check-run.create', 'POST', /^\/check-runs$/, 'check-run', 'create', ['name', 'head_sha']),
  route('check-run.update', 'PATCH', /^\/check-runs\/(?<id>\d+)$/, 'check-run', 'update'),
  route('comment.create', 'POST', /^\/issues\/(?<parent>\d+)\/comments$/, 'comment', 'create', ['body']),
  route('comment.list', 'GET', /^\/issues\/(?<parent>\d+)\/comments$/, 'comment', 'list'),
  route('comment.update', 'PATCH', /^\/issues\/comments\/(?<id>\d+)$/, 'comment', 'update', ['body']),
  route('snapshot.create', 'POST', /^\/dependency-graph\/snapshots$/, 'snapshot', 'create', [
    'version',
    'job',
    'sha',
    'ref',
    'detector',
    'scanned',
  ]),
  route('pull.create', 'POST', /^\/pulls$/, 'pull', 'create', ['head', 'base']),
  route('pull.list', 'GET', /^\/pulls$/, 'pull', 'list'),
];

function route(
  operation: GithubOperation,
  method: GithubRoute['method'],
  path: RegExp,
  kind: Kind,
  does: GithubRoute['does'],
  requires: readonly string[] = [],
): GithubRoute {
  return { operation, method, path, kind, does, requires };
}

/** What the API has made so far. */
export class GithubStore {
  readonly #records: (GithubRecord & { readonly kind: Kind; readonly parent: string | undefined })[] = [];

  create(kind: Kind, parent: string | undefined, fields: Readonly<Record<string, unknown>>): GithubRecord {
    const record = { ...fields, id: this.#records.length + 1, kind, parent };
    this.#records.push(record);
    return shown(record);
  }

  /** Undefined when there is no such record. */
  update(kind: Kind, id: number, fields: Readonly<Record<string, unknown>>): GithubRecord | undefined {
    const index = this.#records.findIndex((record) => record.kind === kind && record.id === id);
    const old = this.#records[index];
    if (old === undefined) return undefined;
    const record = { ...old, ...fields, id };
    this.#records[index] = record;
    return shown(record);
  }

  /** Oldest first; without a parent, everything of the kind. */
  list(kind: Kind, parent?: string): readonly GithubRecord[] {
    return this.#records
      .filter((record) => record.kind === kind && (parent === undefined || record.parent === parent))
      .map(shown);
  }
}

function shown({ kind: _kind, parent: _parent, ...record }: GithubRecord): GithubRecord {
  return record as GithubRecord;
}
