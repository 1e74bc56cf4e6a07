import { expect, test } from 'vitest';
import { testChooser } from '../../src/mutate/choose-tests.ts';

const chosen = (path: string, files: Readonly<Record<string, string>>): unknown =>
  testChooser(new Map(Object.entries(files)))(path);

test('a change is shown first to the tests that import the file, then to those that come to it by others', () => {
  const files = {
    'packages/a/src/deep.ts': 'export const deep = 1;',
    'packages/a/src/top.ts': "import { deep } from './deep.ts';\nexport const top = deep;",
    'packages/a/test/far.test.ts': "import { top } from '../src/top.ts';",
    'packages/a/test/near.test.ts': "import { deep } from '../src/deep.ts';",
    'packages/a/test/other.test.ts': "import { expect } from 'vitest';",
  };
  expect(chosen('packages/a/src/deep.ts', files)).toEqual([
    ['packages/a/test/near.test.ts'],
    ['packages/a/test/far.test.ts'],
  ]);
});

test.each([
  ['a name', "export { one as first } from './one.ts';\nexport { two } from './two.ts';"],
  ['a name space', "export * as first from './one.ts';\nexport * as two from './two.ts';"],
  ['all names', "export * from './one.ts';\nexport * from './two.ts';"],
])('an index that hands on %s leads to the file of that name only', (_, index) => {
  const files = {
    'packages/a/src/index.ts': index,
    'packages/a/src/one.ts': 'export const one = 1;\nexport const first = one;',
    'packages/a/src/two.ts': 'export const two = 2;',
    'packages/a/test/one.test.ts': "import { first } from '@fairlead/a';",
    'packages/a/test/two.test.ts': "import { two } from '../src/index.ts';",
  };
  expect(chosen('packages/a/src/one.ts', files)).toEqual([['packages/a/test/one.test.ts']]);
});

test('a name space leads to all that the file behind it hands on', () => {
  const files = {
    'packages/a/src/index.ts': "export * as field from './fields.ts';\nexport { other } from './other.ts';",
    'packages/a/src/fields.ts': "export { list } from './list.ts';\nexport const flag = 1;",
    'packages/a/src/list.ts': 'export const list = 1;',
    'packages/a/src/other.ts': 'export const other = 1;',
    'packages/a/test/direct.test.ts': "import { list } from '../src/list.ts';",
    'packages/a/test/field.test.ts': "import { field } from '@fairlead/a';",
    'packages/a/test/other.test.ts': "import { other } from '@fairlead/a';",
  };
  expect(chosen('packages/a/src/list.ts', files)).toEqual([
    ['packages/a/test/direct.test.ts', 'packages/a/test/field.test.ts'],
  ]);
});

test('an import of types alone does not count, and all tests run where none is seen to import the file', () => {
  const files = {
    'actions/a/src/main.ts': 'export const a = 1;',
    'actions/a/test/a.test.ts': "import type { A } from '../src/main.ts';",
  };
  expect(chosen('actions/a/src/main.ts', files)).toEqual([['actions/a/test']]);
});

test('tests of other workspaces count where they import the file themselves, and not where they come to it by others', () => {
  const files = {
    'packages/a/src/index.ts': "export { a } from './a.ts';\nexport { top } from './top.ts';",
    'packages/a/src/a.ts': 'export const a = 1;',
    'packages/a/src/top.ts': "import { a } from './a.ts';\nexport const top = a;",
    'packages/a/test/top.test.ts': "import { top } from '../src/index.ts';",
    'packages/b/test/b.test.ts': "import { a } from '@fairlead/a';",
    'packages/b/test/c.test.ts': "import { top } from '@fairlead/a';",
  };
  expect(chosen('packages/a/src/a.ts', files)).toEqual([
    ['packages/b/test/b.test.ts'],
    ['packages/a/test/top.test.ts'],
  ]);
});
