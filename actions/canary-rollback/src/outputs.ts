/** Outputs of the action. */
export const outputs = {
  share: { description: "The canary's real share of traffic in percent.", example: '25' },
  preview: {
    description:
      'Service through which the new version alone is reached, while it is there, where it has one of its own.',
    example: 'orders-canary.shop',
  },
  'stable-digest': { description: 'Digest that stable runs.', example: 'sha256:…' },
  'canary-digest': { description: 'Digest of the canary.', example: 'sha256:…' },
  seconds: { description: 'Seconds from the start of the canary to the verdict.', example: '128' },
  'detection-seconds': {
    description: 'After a rollback by a rule: seconds from the first bad response until the rule spoke.',
    example: '6.0',
  },
  'recovery-seconds': {
    description:
      "After a rollback by a rule: seconds from the first bad response until the canary's share was 0.",
    example: '7.4',
  },
  drill: {
    description:
      'Of `command: drill`: JSON with fault, rule, detectionSeconds, recoverySeconds, budgetSeconds.',
    example: '{"fault":"pod-kill",…}',
  },
  'false-alarm-rate': {
    description: 'Of `command: simulate`: percent of canaries as good as stable that the rules roll back.',
    example: '0.5',
  },
  'last-good-digest': {
    description: 'Digest of the newest version that passed a canary here and was not rolled back since.',
    example: 'sha256:…',
  },
} as const;
