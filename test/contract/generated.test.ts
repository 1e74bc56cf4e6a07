import { planFiles, REPOSITORY_ROOT, staleFiles } from '@fairlead/devtools';
import { expect, it } from 'vitest';

it('action.yml, README tables and the config schema are what the definitions say', async () => {
  const { files, problems } = await planFiles(REPOSITORY_ROOT);
  expect(problems).toEqual([]);
  expect(await staleFiles(REPOSITORY_ROOT, files), 'run npm run generate').toEqual([]);
  expect(files).toHaveLength(12);
});
