import type { Git } from '@fairlead/core';
import { createFakeGit } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import { findWorkspace, inputsInWorkspace } from '../../src/run/find-workspace.ts';

it.each([
  ['/workspace', ''],
  ['/workspace/services/orders', 'services/orders'],
])('in %s the workspace is the repository', async (cwd, folder) => {
  expect(await findWorkspace(createFakeGit({ root: '/workspace' }), cwd)).toEqual({
    root: '/workspace',
    folder,
  });
});

it.each(['none', 'broken'] as const)('without a repository (%s) it is the folder itself', async (state) => {
  const git: Git = { open: async () => ({ state, reason: 'so' }) };
  expect(await findWorkspace(git, '/a/b')).toEqual({ root: '/a/b', folder: '' });
});

it.each([
  ['', undefined, undefined],
  ['', 'x', 'x'],
  ['services/orders', undefined, 'services/orders'],
  ['services/orders', 'cmd', 'services/orders/cmd'],
  ['services/orders', '..', 'services'],
  ['services', '..', '.'],
  ['services', '/workspace/other', '/workspace/other'],
])('below %j a working directory %j is %j', (folder, given, wanted) => {
  const inputs = given === undefined ? {} : { 'working-directory': given };
  const found = inputsInWorkspace({ ...inputs, checks: 'vet' }, { root: '/workspace', folder });
  expect([found['working-directory'], found['checks']]).toEqual([wanted, 'vet']);
});
