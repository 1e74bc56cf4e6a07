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
} as const;
