import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { discoverModules, isInside, moduleAround } from '@fairlead/go';
import { expect, test } from 'vitest';
import { writeTree } from '../../../../test/support/write-tree.ts';

const files = createNodeFiles('/nonexistent');

test('modules are found below a folder; vendor, testdata, node_modules and hidden folders are left out', async () => {
  const root = await writeTree({
    'services/api/go.mod': 'module example.com/api\n',
    'services/worker/go.mod': 'module example.com/worker\n',
    'vendor/x/go.mod': 'module x\n',
    'services/api/testdata/go.mod': 'module t\n',
    'node_modules/y/go.mod': 'module y\n',
    '.cache/go.mod': 'module c\n',
    '_old/go.mod': 'module o\n',
  });
  const tree = await discoverModules(files, { from: root, root });
  expect(tree.modules.map((module) => module.path)).toEqual(['example.com/api', 'example.com/worker']);
});

test('a folder inside a module finds the module around it, but nothing above the root', async () => {
  const root = await writeTree({
    'repo/go.mod': 'module example.com/r\n',
    'repo/cmd/api/main.go': '',
    'go.mod': 'module outer\n',
  });
  const inside = await discoverModules(files, { from: `${root}/repo/cmd`, root: `${root}/repo` });
  expect(inside.modules.map((module) => module.dir)).toEqual([`${root}/repo`]);
  const above = await discoverModules(files, { from: `${root}/repo/cmd`, root: `${root}/repo/cmd` });
  expect(above.modules).toEqual([]);
});

test('a go.work says which modules count; the others are named', async () => {
  const root = await writeTree({
    'go.work': 'go 1.26\nuse (\n\t./api\n)\n',
    'api/go.mod': 'module example.com/api\n',
    'tools/go.mod': 'module example.com/tools\n',
  });
  const tree = await discoverModules(files, { from: root, root });
  expect(tree.modules.map((module) => module.path)).toEqual(['example.com/api']);
  expect(tree.unlisted.map((module) => module.path)).toEqual(['example.com/tools']);
  expect(tree.workspaces.map((workspace) => workspace.path)).toEqual([`${root}/go.work`]);
  const off = await discoverModules(files, { from: root, root, gowork: 'off' });
  expect(off.modules).toHaveLength(2);
});

test('a vendor folder is seen beside go.mod, or beside go.work', async () => {
  const root = await writeTree({
    'a/go.mod': 'module a\n',
    'a/vendor/modules.txt': '',
    'w/go.work': 'go 1.26\nuse ./m\n',
    'w/vendor/modules.txt': '',
    'w/m/go.mod': 'module m\n',
    'plain/go.mod': 'module p\n',
  });
  const { modules } = await discoverModules(files, { from: root, root });
  expect(modules.map(({ path, vendored }) => [path, vendored])).toEqual([
    ['a', true],
    ['p', false],
    ['m', true],
  ]);
});

test.each(['-mod=mod', '-race -mod=readonly', '--mod=mod'])(
  'a vendor folder is not used with GOFLAGS=%s',
  async (goflags) => {
    const root = await writeTree({ 'go.mod': 'module a\n', 'vendor/modules.txt': '' });
    const { modules } = await discoverModules(files, { from: root, root, goflags });
    expect(modules.map(({ vendored }) => vendored)).toEqual([false]);
  },
);

test('a link to a folder is not followed: no module twice, no endless way', async () => {
  const root = await writeTree({
    'real/svc/go.mod': 'module s\n',
    'a/b/c/d/e/f/g/h/i/j/go.mod': 'module j\n',
  });
  await symlink('real/svc', join(root, 'svc'));
  await symlink(root, join(root, 'real/loop'));
  const { modules } = await discoverModules(files, { from: root, root });
  expect(modules.map(({ path }) => path)).toEqual(['j', 's']);
  const linked = await discoverModules(files, { from: join(root, 'svc'), root });
  expect(linked.modules.map(({ dir }) => dir)).toEqual([join(root, 'svc')]);
});

test('the deepest module around a path owns it', async () => {
  const root = await writeTree({ 'go.mod': 'module r\n', 'sub/go.mod': 'module s\n' });
  const { modules } = await discoverModules(files, { from: root, root });
  expect(moduleAround(modules, `${root}/sub/cmd`)?.path).toBe('s');
  expect(moduleAround(modules, `${root}/cmd`)?.path).toBe('r');
  expect(moduleAround(modules, '/elsewhere')).toBeUndefined();
});

test.each([
  ['/a/b', '/a', true],
  ['/a', '/a', true],
  ['/a..b', '/a', false],
  ['/ab', '/a', false],
  ['/a/..b', '/a', true],
  ['/', '/a', false],
])('isInside(%s, %s) is %s', (path, folder, inside) => {
  expect(isInside(path, folder)).toBe(inside);
});
