import type { EventContext } from '@fairlead/core';
import type { ImageInputs } from '../action-types.ts';

/** Whether the image is pushed, and what to say when it is not although nobody forbade it. */
export interface PushDecision {
  readonly push: boolean;
  readonly notice?: string;
}

/** Code from a fork has no right to the registry, and must not get it by accident. Pure. */
export function decidePush(wish: ImageInputs['push'], event: EventContext): PushDecision {
  if (wish !== 'auto') return { push: wish === 'true' };
  const from = forkOrigin(event);
  if (from === undefined) return { push: true };
  return { push: false, notice: `not pushed: ${from} comes from a fork (push: true would push it)` };
}

/** `workflow_run` has the repository's own rights also when a fork's pull request started the workflow before it. */
function forkOrigin({ pullRequest, payload, repository }: EventContext): string | undefined {
  if (pullRequest !== undefined) return pullRequest.fromFork ? 'the pull request' : undefined;
  const run = (payload as { workflow_run?: { head_repository?: { full_name?: unknown } | null } } | null)
    ?.workflow_run;
  if (run === undefined) return undefined;
  return run.head_repository?.full_name === repository ? undefined : 'the workflow run';
}
