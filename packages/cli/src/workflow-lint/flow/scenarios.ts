import type { Trigger, Workflow } from '../model/workflow.ts';

/** One way in which a workflow starts, as far as its file says it. */
export interface Scenario {
  readonly event: string;
  /** Undefined: nobody knows which. */
  readonly ref: string | undefined;
  /** For people: `a push of the branch feature/x`. */
  readonly shown: string;
  /** Whether production may be deployed to: a release's tag, the main branch, or a person who has asked for it. */
  readonly releases: boolean;
}

const PULL = 'refs/pull/7/merge';

/** Events that begin with the code or the words of anybody. */
const ANYBODY: Readonly<Record<string, string>> = {
  pull_request: PULL,
  pull_request_target: 'refs/heads/main',
  pull_request_review: PULL,
  pull_request_review_comment: PULL,
  merge_group: 'refs/heads/gh-readonly-queue/main/pr-7-0',
  issue_comment: 'refs/heads/main',
  issues: 'refs/heads/main',
  discussion: 'refs/heads/main',
  discussion_comment: 'refs/heads/main',
  fork: 'refs/heads/main',
  watch: 'refs/heads/main',
  create: 'refs/heads/feature/x',
};

/** Branches that stand for work that goes on. */
const WORK =
  /^(dev|develop|development|next|staging|test|testing)$|^(feature|feat|fix|bugfix|topic|wip)([/-]|$)/i;

/** The ways in which a workflow starts. */
export function scenariosOf({ triggers }: Pick<Workflow, 'triggers'>): readonly Scenario[] {
  return triggers.flatMap((trigger) => {
    const { name } = trigger;
    if (name === 'push') return pushes(trigger);
    const ref = Object.hasOwn(ANYBODY, name) ? ANYBODY[name] : undefined;
    return [{ event: name, ref, shown: `the event ${name}`, releases: ref === undefined }];
  });
}

function pushes({ branches, tags, ignores }: Trigger): readonly Scenario[] {
  const filtered = branches !== undefined || tags !== undefined;
  if (!filtered && ignores) return [];
  const anyBranch = filtered ? (branches ?? []) : ['**'];
  const anyTag = filtered ? (tags ?? []) : ['**'];
  return [
    ...anyBranch.flatMap((pattern) => pushOfBranch(pattern)),
    ...anyTag.flatMap((pattern) => pushOfTag(pattern)),
  ];
}

function pushOfBranch(pattern: string): readonly Scenario[] {
  if (pattern.startsWith('!')) return [];
  const all = /^\*+$/.test(pattern);
  const name = all ? 'feature/x' : pattern.replaceAll('*', 'x');
  const work: Scenario = push(`refs/heads/${name}`, `a push of the branch ${name}`, !all && !WORK.test(name));
  return all ? [work, push('refs/heads/main', 'a push of the branch main', true)] : [work];
}

function pushOfTag(pattern: string): readonly Scenario[] {
  if (pattern.startsWith('!')) return [];
  const all = /^\*+$/.test(pattern);
  const release = push('refs/tags/v1.2.3', 'a push of the tag v1.2.3', true);
  return all ? [push('refs/tags/nightly', 'a push of the tag nightly', false), release] : [release];
}

function push(ref: string, shown: string, releases: boolean): Scenario {
  return { event: 'push', ref, shown, releases };
}
