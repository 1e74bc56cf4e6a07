/**
 * The most that a bundle's `dist/` may weigh, in bytes. Measured, plus a little room: a bundle that grows past it has
 * taken in something that somebody should have looked at.
 */
export const BUDGETS: Readonly<Record<string, number>> = {
  'go-build': 5_400_000,
  'quality-gate': 5_600_000,
  'docker-multistage': 2_650_000,
  'helm-deploy': 5_100_000,
  'canary-rollback': 5_700_000,
  cli: 1_500_000,
};

/** The budget of an action that has none of its own yet: the core and little else. */
export const USUAL_BUDGET = 2_250_000;
