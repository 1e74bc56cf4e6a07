import { createNodeFiles } from '@fairlead/core';
import { discoverModules, findLocalModules, parseFolderReplacements } from '@fairlead/go';
import { expect, test } from 'vitest';
import { writeTree } from '../../../../test/support/write-tree.ts';

const files = createNodeFiles('/nonexistent');

test('what a go.work uses and what is replaced by a folder is compiled too', async () => {
  const root = await writeTree({
    'go.work': 'go 1.26\nuse (\n\t./api\n\t./shared\n)\nreplace example.com/w => ./forks/w\n',
    'api/go.mod': 'module api\n',
    'shared/go.mod': 'module shared\nreplace example.com/lib => ../lib\n',
    'lib/go.mod': 'module lib\n',
    'forks/w/go.mod': 'module w\n',
    'other/go.mod': 'module other\n',
  });
  const tree = await discoverModules(files, { from: `${root}/api`, root });
  expect(await findLocalModules(files, tree)).toEqual([`${root}/forks/w`, `${root}/lib`, `${root}/shared`]);
});

test('what a go.work uses and is not there, or is a folder without go.mod, is left out', async () => {
  const root = await writeTree({
    'go.work': 'go 1.26\nuse (\n\t./api\n\t./gone\n\t./bare\n\t./odd\n)\n',
    'api/go.mod': 'module api\nreplace x => ../nowhere\n',
    'bare/x.go': '',
    'odd/go.mod/x': '',
  });
  const tree = await discoverModules(files, { from: `${root}/api`, root });
  expect(await findLocalModules(files, tree)).toEqual([]);
});

test('only replacements by a folder count', () => {
  const text =
    'replace (\n\ta => ../a // near\n\tb v1.0.0 => "../odd name"\n\tc => example.com/fork v1.2.3\n\td => /abs/d\n)\nreplace e => .\n';
  expect(parseFolderReplacements(text)).toEqual(['../a', '../odd name', '/abs/d', '.']);
});
