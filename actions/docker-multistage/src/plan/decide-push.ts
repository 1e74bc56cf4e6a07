import type { EventContext } from '@fairlead/core';
import type { ImageContext, ImageInputs } from '../context.ts';

/** Whether the image is pushed, and what to say when it is not although nobody forbade it. */
export interface PushDecision {
  readonly push: boolean;
  readonly notice?: string;
}

/** Whose code it is, and who asks for the push. */
export type PushAsker = Pick<ImageContext, 'trust' | 'origin' | 'event'>;

/**
 * Untrusted code must not get into a registry by accident: only the workflow itself can ask for it, no config file, not
 * that of the base either, which was written for the team's own images. Pure.
 */
export function decidePush(wish: ImageInputs['push'], { trust, origin, event }: PushAsker): PushDecision {
  if (wish === 'false') return { push: false };
  const trusted = trust.level !== 'untrusted' || followsOwnRun(event);
  if (trusted || (wish === 'true' && origin('push') === 'with')) return { push: true };
  return {
    push: false,
    notice: `not pushed, because this is ${trust.why} (push: true under with: would push it)`,
  };
}

/** Events of the run before, after which a workflow works with the repository's own code. */
const OWN_EVENTS: readonly unknown[] = ['push', 'schedule', 'workflow_dispatch', 'release'];

/** Whether a workflow runs after one of the repository's own code: its payload says where that came from. */
function followsOwnRun({ eventName, payload, repository }: EventContext): boolean {
  if (eventName !== 'workflow_run') return false;
  const { workflow_run: run } = (payload ?? {}) as {
    readonly workflow_run?: {
      readonly event?: unknown;
      readonly head_repository?: { readonly full_name?: unknown } | null;
    };
  };
  return OWN_EVENTS.includes(run?.event) && run?.head_repository?.full_name === repository;
}
