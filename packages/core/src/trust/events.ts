import { ownEntry } from '../util/own-entry.ts';

/** What an event says of the code that its workflow works with. */
export interface EventRule {
  /**
   * - `own`: a branch or tag of the repository, which only its writers can push, in a run that a writer or the clock began.
   * - `pull-request`: the code of a pull request; where it comes from stands in the payload.
   * - `queue`: pull requests that a writer has put into the merge queue.
   * - `foreign`: anybody can begin such a run, and its workflow may check out anybody's code, with rights of its own.
   */
  readonly code: 'own' | 'pull-request' | 'queue' | 'foreign';
  /** Whether GITHUB_SHA is a commit of the default or base branch. */
  readonly shaIsBase: boolean;
}

const own: EventRule = { code: 'own', shaIsBase: true };
const foreign: EventRule = { code: 'foreign', shaIsBase: true };
/** As foreign, and GITHUB_SHA may be anything. */
const unknown: EventRule = { code: 'foreign', shaIsBase: false };

/** https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows */
const EVENTS: Readonly<Record<string, EventRule>> = {
  push: own,
  create: own,
  delete: own,
  release: own,
  schedule: own,
  workflow_dispatch: own,
  repository_dispatch: own,
  pull_request: { code: 'pull-request', shaIsBase: false },
  merge_group: { code: 'queue', shaIsBase: false },
  pull_request_target: foreign,
  workflow_run: foreign,
  issue_comment: foreign,
  issues: foreign,
  discussion: foreign,
  discussion_comment: foreign,
  check_run: foreign,
  check_suite: foreign,
  status: foreign,
  fork: foreign,
  gollum: foreign,
  watch: foreign,
  pull_request_review: unknown,
  pull_request_review_comment: unknown,
  deployment: unknown,
  deployment_status: unknown,
};

/** The rule of an event; one that nobody has thought about is foreign. */
export function eventRule(name: string): EventRule {
  return ownEntry(EVENTS, name) ?? unknown;
}
