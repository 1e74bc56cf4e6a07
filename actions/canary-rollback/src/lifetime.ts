import { field } from '@fairlead/core';

/** Inputs that say how long things may take, and how long a canary lives. */
export const times = {
  'ready-timeout': field.duration({
    class: 'verdict',
    description: 'How long the pods of the canary may take to become ready.',
    default: '2m',
    group: 'Times',
  }),
  lease: field.duration(
    {
      class: 'reach',
      description:
        'How long a canary lives on when its run is dead: then Kubernetes itself takes it away. A living run renews it every 5 s.',
      default: '60s',
      group: 'Times',
    },
    { minMs: 30_000, maxMs: 3_600_000 },
  ),
  'recover-within': field.duration(
    {
      class: 'verdict',
      description:
        'After a rollback: how long errors and latency of stable may take to be within their limits. `0s`: nobody looks.',
      default: '30s',
      group: 'Times',
    },
    { maxMs: 600_000 },
  ),
  'promote-within': field.duration(
    {
      class: 'reach',
      description: 'How long a canary that passed waits for its promotion. After that it is taken away.',
      default: '15m',
      group: 'Times',
    },
    { minMs: 60_000 },
  ),
  finish: field.choice(['post', 'separate'], {
    class: 'reach',
    description:
      'Who ends a canary that passed. `post`: the post step of this job. `separate`: a later job with `command: finish`.',
    default: 'post',
    group: 'Times',
  }),
  'finish-timeout': field.duration({
    class: 'verdict',
    description: 'How long stable may take to run the new digest on all pods, once it was promoted.',
    default: '2m',
    group: 'Times',
  }),
} as const;
