import { field } from '@fairlead/core';
import { FAULT_NAMES } from './drill/faults.ts';

const DRILL = { group: 'Drill' } as const;

/** Inputs of `command: drill`. */
export const drillInputs = {
  fault: field.choice(FAULT_NAMES, {
    class: 'reach',
    description:
      'What is done to the canary, and to nothing else. `latency` and `errors` need Chaos Mesh; `cpu` takes it where it is.',
    default: 'pod-kill',
    ...DRILL,
  }),
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
