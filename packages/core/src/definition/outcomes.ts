import type { ActionDefinition } from './define-action.ts';
import type { OutputShape } from './output-shape.ts';

/** Words of the output `outcome` that mean the same in every action. */
export const coreOutcomes: Readonly<Record<string, string>> = {
  'dry-run': 'what would be done was shown',
  skipped: 'there was nothing to do',
  failed: 'a rule, the inputs or the code said no',
  error: 'something could not be checked or done',
  cancelled: 'the run was cancelled',
};

/** All words that an action's output `outcome` can have, its own first. */
export function outcomesOf({
  outcomes,
}: Pick<ActionDefinition, 'outcomes'>): Readonly<Record<string, string>> {
  return { ...outcomes, ...coreOutcomes };
}

/** The action's own outputs, then those that every action has. @throws TypeError when an action spells one of these its own way. */
export function outputsOf(definition: Pick<ActionDefinition, 'outputs' | 'outcomes'>): OutputShape {
  const common = commonOutputs(definition);
  const taken = Object.keys(common).find((name) => name in definition.outputs);
  if (taken !== undefined) throw new TypeError(`the output ${taken} is made by the core`);
  return { ...definition.outputs, ...common };
}

function commonOutputs(definition: Pick<ActionDefinition, 'outcomes'>): OutputShape {
  const words = Object.entries(outcomesOf(definition)).map(([word, meaning]) => `\`${word}\` (${meaning})`);
  return {
    outcome: { description: `How the run came out: ${words.join(', ')}.` },
    reason: { description: 'Why, in one line: the failure line, or a sentence with the numbers.' },
    loosened: {
      description:
        'JSON list of the settings in which the config file of a pull request differs from that of its base, `plain` ones left out: input, base, head. Empty when the base cannot be read.',
      example: '[{"input":"coverage-threshold","base":"80","head":"10"}]',
    },
    report: { description: 'Path of the report (JSON); the page for people is report.html beside it.' },
  };
}
