/** Words of the output `outcome` beside those of every action. */
export const outcomes = {
  passed: 'the canary held and keeps serving until stable is promoted',
  unchanged: 'stable runs the digest already',
  'no-stable': 'first install: nothing runs that could be compared with',
  'rolled-back': 'a rule or somebody said no; all traffic is on stable',
  inconclusive: 'stable suffered as well, so nothing can be said; all traffic is on stable',
  aborted: 'the canary was ended on request',
  paused: 'the run that observes the canary was asked to hold its weight',
  resumed: 'it was asked to go on',
  promoted: 'it was asked to let the canary pass now',
  finished: 'stable was promoted and the canary removed',
  idle: 'there is no canary',
  preparing: 'status: the canary is being started',
  shifting: 'status: traffic is being moved',
  observing: 'status: the canary is being judged',
  ending: 'status: the canary is being removed',
} as const;
