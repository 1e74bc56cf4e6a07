/** How the new version gets its traffic: in rising shares, or all of it at once after a test. */
export const STRATEGIES = ['canary', 'blue-green'] as const;

/** One of them. */
export type Strategy = (typeof STRATEGIES)[number];
