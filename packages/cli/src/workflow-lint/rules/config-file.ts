import {
  actionNames,
  describeProblem,
  type InputProblem,
  parseInputs,
  readConfig,
  writtenField,
} from '@fairlead/core';
import type { Hit, Rule } from '../rule.ts';

export const configFile: Rule = {
  id: 'config-file',
  severity: 'error',
  why: 'Each action refuses a config file with a key or a value that it does not know.',
  fix: 'spell keys and values as the schema of the file has them (docs/fairlead.schema.json)',
  *check({ file, actions }) {
    if (file.kind !== 'config') return;
    const told = new Set<string>();
    for (const { name, inputs, configKeys } of actions) {
      const section = readConfig(file.text, {
        file: '',
        action: name,
        keys: configKeys,
        records: configKeys.filter((key) => inputs[key]?.kind === 'records'),
        sections: actionNames,
      });
      const set = Object.entries(inputs).filter(([input]) => section.values[input] !== undefined);
      const shape = Object.fromEntries(set.map(([input, meta]) => [input, writtenField(meta)]));
      const { problems } = parseInputs(shape, () => undefined, section);
      for (const problem of [...section.problems, ...problems]) {
        const hit = asHit(problem);
        const key = JSON.stringify(hit);
        if (told.has(key)) continue; // each action finds what is wrong with the whole file
        told.add(key);
        yield hit;
      }
    }
  },
};

/** The words of the action itself; the place that it names comes in front. */
function asHit({ source = '', ...problem }: InputProblem): Hit {
  const [, line = '1', column = '1'] = /:(\d+):(\d+)$/.exec(source) ?? [];
  const named = problem.input === '' ? { ...problem, input: 'the file' } : problem;
  return { at: { line: Number(line), column: Number(column) }, reason: describeProblem(named) };
}
