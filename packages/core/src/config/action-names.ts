/** The sections that the config file may have: one per action. */
export const actionNames: readonly string[] = [
  'go-build',
  'quality-gate',
  'docker-multistage',
  'helm-deploy',
  'canary-rollback',
];
