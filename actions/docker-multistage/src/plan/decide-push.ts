import type { EventContext } from '@fairlead/core';
import type { ImageInputs } from '../context.ts';

/** Whether the image is pushed, and what to say when it is not although nobody forbade it. */
export interface PushDecision {
  readonly push: boolean;
  readonly notice?: string;
}

/** Code from a fork has no right to the registry, and must not get it by accident. Pure. */
export function decidePush(wish: ImageInputs['push'], event: EventContext): PushDecision {
  if (wish !== 'auto') return { push: wish === 'true' };
  const fork = describeFork(event);
  if (fork === undefined) return { push: true };
  return { push: false, notice: `not pushed: ${fork} (push: true would push it)` };
}

/** The parts of payloads whose runs have the repository's own rights, although the code may be a fork's. */
interface Origin {
  /** What started the workflow before this one. */
  readonly workflow_run?: { readonly head_repository?: { readonly full_name?: unknown } | null };
  /** What was commented on; the payload does not say where its code comes from. */
  readonly issue?: { readonly pull_request?: unknown };
}

function describeFork({ pullRequest, payload, repository }: EventContext): string | undefined {
  if (pullRequest !== undefined)
    return pullRequest.fromFork ? 'the pull request comes from a fork' : undefined;
  const { workflow_run: run, issue } = (payload ?? {}) as Origin;
  if (issue?.pull_request !== undefined) return 'the pull request of the comment may come from a fork';
  if (run === undefined) return undefined;
  return run.head_repository?.full_name === repository ? undefined : 'the workflow run comes from a fork';
}
