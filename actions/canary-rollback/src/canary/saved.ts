/** What the post step must know. */
export type SavedState =
  /** A canary was begun, and may have passed. */
  | { readonly outcome: 'started' | 'passed'; readonly token: string }
  /** There was no Deployment of the workload's name. */
  | { readonly outcome: 'missing' };

/** Name of the saved state. */
export const STATE = 'canary';
