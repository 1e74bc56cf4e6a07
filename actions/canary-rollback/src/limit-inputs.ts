import { field } from '@fairlead/core';
import { burnPairProblem } from './verdict/burn-rate.ts';

/** Inputs of the rules: what a canary may do, and for how long. */
export const limitInputs = {
  evidence: field.flag({
    class: 'verdict',
    description:
      'Roll back as soon as users surely fare worse with the canary than with stable, beside the limits below.',
    default: 'true',
    group: 'Limits',
  }),
  'false-alarm': field.decimal(
    {
      class: 'verdict',
      description: 'How many of 100 healthy canaries evidence may roll back by chance, in percent.',
      default: '1',
      group: 'Limits',
    },
    { min: 0.0001, max: 50 },
  ),
  tolerance: field.decimal(
    {
      class: 'verdict',
      description: "How many times stable's share of bad answers the canary may have before evidence counts.",
      default: '1.5',
      group: 'Limits',
    },
    { min: 1, max: 100 },
  ),
  'max-error-rate': field.decimal(
    {
      class: 'verdict',
      description: 'Highest share of 5xx answers in percent; exactly this much is fine.',
      default: '5',
      group: 'Limits',
    },
    { min: 0, max: 100 },
  ),
  'error-for': field.duration({
    class: 'verdict',
    description: 'How long the error rate must be above its limit.',
    default: '30s',
    group: 'Limits',
  }),
  'max-p99': field.duration(
    { class: 'verdict', description: 'Highest P99 latency.', default: '2s', group: 'Limits' },
    { minMs: 1 },
  ),
  'p99-for': field.duration({
    class: 'verdict',
    description: 'How long the P99 must be above its limit, and after a pause within it.',
    default: '60s',
    group: 'Limits',
  }),
  'latency-action': field.choice(['auto', 'pause', 'rollback'], {
    class: 'verdict',
    description:
      'What to do about a slow canary. `auto`: roll it back when stable is not slow, pause it when nothing is known of stable. `pause`: hold the smallest step and alert. `rollback`: roll it back.',
    default: 'auto',
    group: 'Limits',
  }),
  'pause-timeout': field.duration({
    class: 'verdict',
    description:
      'How long a pause, or a time in which stable suffers as well, may last before the canary is rolled back.',
    default: '5m',
    group: 'Limits',
  }),
  'min-requests': field.integer(
    {
      class: 'verdict',
      description:
        'Requests that the canary must answer in each step. Default: 20; with error-query they are not counted.',
      group: 'Limits',
    },
    { min: 1 },
  ),
  compare: field.flag({
    class: 'verdict',
    description:
      'Compare the looks of both versions by their ranks at the end of each step, as Kayenta does. Evidence finds harm sooner; this is for those who know the verdicts of Kayenta.',
    default: 'false',
    group: 'Limits',
  }),
  objective: field.decimal(
    {
      class: 'verdict',
      description: 'Percent of requests that are to be good, for burn-rates.',
      default: '99.9',
      group: 'Limits',
    },
    { min: 1, max: 99.9999 },
  ),
  'burn-rates': field.list(
    {
      class: 'verdict',
      description:
        'How many times too fast the errors that objective allows may be made, over a long and a short time, a pair each.',
      allowed: 'FACTOR:LONG/SHORT such as 14.4:5m/25s, separated by commas',
      example: '14.4:5m/25s, 6:30m/3m',
      group: 'Limits',
    },
    { item: burnPairProblem },
  ),
  'unready-polls': field.integer(
    {
      class: 'verdict',
      description: 'Polls in a row with a canary pod that is not ready, until the canary is rolled back.',
      default: '3',
      group: 'Limits',
    },
    { min: 1 },
  ),
};
