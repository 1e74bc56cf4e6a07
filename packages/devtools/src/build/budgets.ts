/**
 * The most that an action's `dist/` may weigh, in bytes. Measured, plus a little room: a bundle that grows past it has
 * taken in something that somebody should have looked at.
 */
export const BUDGETS: Readonly<Record<string, number>> = {
  'go-build': 4_500_000,
  'quality-gate': 2_200_000,
  'docker-multistage': 2_600_000,
  'helm-deploy': 5_500_000,
  'canary-rollback': 5_500_000,
};
