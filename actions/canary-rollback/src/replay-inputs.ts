import { field } from '@fairlead/core';
import { SETTINGS, settingProblem, settingsProblem } from './simulate/scenario.ts';

const REPLAY = { group: 'Replay' } as const;

/** Inputs of `command: replay` and `command: simulate`. */
export const replayInputs = {
  'from-report': field.text({
    class: 'plain',
    description:
      'Report of an earlier run (`report.json`). `replay` decides it again by its own rules, `simulate` by the rules that are given here.',
    allowed: 'a path below the workspace or the temporary folder of the runner',
    example: 'report.json',
    ...REPLAY,
  }),
  traffic: field.list(
    {
      class: 'plain',
      description: `Traffic for \`simulate\` that is made up. ${Object.entries(SETTINGS)
        .map(([name, { about, default: usual }]) => `\`${name}\`: ${about}, ${usual}.`)
        .join(' ')}`,
      allowed: 'NAME=NUMBER, separated by commas or lines',
      example: 'rps=200, share=10, error-rate=5',
      ...REPLAY,
    },
    { item: settingProblem, whole: settingsProblem },
  ),
} as const;
