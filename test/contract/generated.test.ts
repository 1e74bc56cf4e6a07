import { actionNames } from '@fairlead/core';
import { planFiles, REPOSITORY_ROOT, staleFiles } from '@fairlead/devtools';
import { expect, it } from 'vitest';

it('action.yml, README tables, the config schema and the facts of the command line are what the definitions say', async () => {
  const { files, problems } = await planFiles(REPOSITORY_ROOT);
  expect(problems).toEqual([]);
  expect(await staleFiles(REPOSITORY_ROOT, files), 'run npm run generate').toEqual([]);
  // action.yml and README of each action, the schemas of config file and environments, facts of actions and workflows, how they are used, the rules,
  // tsconfig.json, the pages of examples and failures
  expect(files).toHaveLength(2 * actionNames.length + 9);
});
