import { field } from '@fairlead/core';
import { FAULT_NAMES } from './drill/faults.ts';

const DRILL = { group: 'Drill' } as const;

/** Inputs of `command: drill`, and of a release that is tried under a fault. */
export const drillInputs = {
  verify: field.choice(['none', 'chaos'], {
    class: 'verdict',
    description:
      'How hard a release is tried. `chaos`: from `drill-after` on the canary has a `fault`, `cpu` or `latency`, and passes only if it keeps its limits all the same. Needs Chaos Mesh. The users of its share feel it.',
    default: 'none',
    ...DRILL,
  }),
  fault: field.choice(FAULT_NAMES, {
    class: 'reach',
    description:
      'What is done to the canary, and to nothing else. `latency` and `errors` need Chaos Mesh; `cpu` takes it where it is.',
    default: 'pod-kill',
    ...DRILL,
  }),
  'fault-delay': field.duration(
    {
      class: 'verdict',
      description: 'By how much `latency` delays each packet of the canary.',
      default: '3s',
      ...DRILL,
    },
    { minMs: 1 },
  ),
  'drill-after': field.duration({
    class: 'verdict',
    description: 'How long the canary is observed in health before the fault begins.',
    default: '15s',
    ...DRILL,
  }),
  'drill-budget': field.duration({
    class: 'verdict',
    description: "How long it may take from the fault until the canary's share is 0.",
    default: '60s',
    ...DRILL,
  }),
  'drill-production': field.flag({
    class: 'reach',
    description: 'Allow a drill where environment or namespace is called production.',
    default: 'false',
    ...DRILL,
  }),
} as const;
