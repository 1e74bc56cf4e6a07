/** Whose pods the canary is compared with: those of stable, or fresh ones of the old version. */
export type Witness = 'stable' | 'baseline';
