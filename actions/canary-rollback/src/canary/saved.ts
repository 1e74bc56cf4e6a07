import type { ImageChange } from '../cluster/containers.ts';

/** What the post step must know. */
export type SavedState =
  /** A canary was begun, and may have passed. */
  | { readonly outcome: 'started' | 'passed'; readonly token: string }
  /** There was no Deployment of the workload's name. */
  | { readonly outcome: 'missing' }
  /** A Rollout was followed, and its image perhaps changed. */
  | { readonly outcome: 'rollout'; readonly change: ImageChange | undefined }
  /** All is done. */
  | { readonly outcome: 'settled' };

/** Name of the saved state. */
export const STATE = 'canary';
