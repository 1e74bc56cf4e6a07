import type { ActionContext, EventContext } from '@fairlead/core';

/** What tells the ref of a checkout. */
export type RefContext = Pick<ActionContext, 'event' | 'trust' | 'git' | 'workspace' | 'workingDirectory'>;

/** The ref of what is checked out, and what people call it. */
export interface CheckedOutRef {
  /** Empty where no ref is known to be true of it. */
  readonly ref: string;
  readonly is: string;
}

/**
 * On `pull_request_target`, `workflow_run`, comments and the like the event names the default branch, whatever is checked
 * out. There the event's ref counts only while its commit is checked out; after a run of the repository's own code, the
 * branch and the commit of that run count too.
 */
export async function refOfCheckout({
  event,
  trust,
  git,
  workspace,
  workingDirectory,
}: RefContext): Promise<CheckedOutRef> {
  const named = { ref: event.ref, is: event.ref === '' ? 'a run without a ref' : event.ref };
  if (trust.level !== 'untrusted' || event.refType === 'pull') return named;
  const outer = await git.open(workspace);
  const repository = outer.state === 'ok' ? outer : await git.open(workingDirectory);
  const asked = repository.state === 'ok' ? await repository.ask(['rev-parse', 'HEAD']) : undefined;
  const head = asked?.ok === true ? asked.text.trim() : '';
  if (head !== '' && head === event.sha) return named;
  const run = ownRun(event);
  if (run !== undefined && head === run.sha) return { ref: run.ref, is: run.ref };
  const what = head === '' ? 'code of which no commit is known' : `commit ${head.slice(0, 12)}`;
  return { ref: '', is: `${what}, which is not that of ${named.is} (${trust.why}),` };
}

/** Branch and commit of the run before, where a push to the repository's own branch began it. */
function ownRun({ eventName, payload, repository }: EventContext): RunBefore | undefined {
  if (eventName !== 'workflow_run') return undefined;
  const { workflow_run: run } = (payload ?? {}) as {
    readonly workflow_run?: {
      readonly event?: unknown;
      readonly head_branch?: unknown;
      readonly head_sha?: unknown;
      readonly head_repository?: { readonly full_name?: unknown } | null;
    } | null;
  };
  if (!BRANCH_EVENTS.includes(run?.event) || run?.head_repository?.full_name !== repository) return undefined;
  const { head_branch: branch, head_sha: sha } = run;
  return typeof branch === 'string' && typeof sha === 'string'
    ? { ref: `refs/heads/${branch}`, sha }
    : undefined;
}

interface RunBefore {
  readonly ref: string;
  readonly sha: string;
}

/** Events of a run that tell its branch. */
const BRANCH_EVENTS: readonly unknown[] = ['push', 'schedule', 'workflow_dispatch'];
