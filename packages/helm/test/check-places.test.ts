import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { createNodeFiles, type Files } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { writeTree } from '../../../test/support/write-tree.ts';
import { checkPlaces } from '../src/chart/check-places.ts';
import type { ChartContext, ChartInputs } from '../src/context.ts';

const real = createNodeFiles('/nonexistent');

async function problemsOf(
  workspace: string,
  { values }: { readonly values?: readonly string[] } = {},
  files: Files = real,
): Promise<readonly string[]> {
  const inputs = { chart: 'chart', values } as unknown as ChartInputs;
  const context = { files, workspace, workingDirectory: workspace } as unknown as ChartContext;
  return (await checkPlaces(inputs, context)).map(({ input, problem }) => `${input} ${problem}`);
}

const chart = (): Promise<string> =>
  writeTree({
    'chart/Chart.yaml': '',
    'chart/templates/a.yaml': '',
    'shared/b.yaml': '',
    'zz/deep/c.yaml': '',
  });

describe('a link in a chart', () => {
  it('may lead to another place in the workspace, and round', async () => {
    const workspace = await chart();
    await symlink(join(workspace, 'shared'), join(workspace, 'chart/templates/shared'));
    await symlink('..', join(workspace, 'chart/templates/around'));
    await symlink('nowhere', join(workspace, 'chart/dangling'));
    expect(await problemsOf(workspace)).toEqual([]);
  });

  it.each([
    ['/etc', 'chart/templates/out'],
    ['/etc/passwd', 'chart/zz'],
    ['/nowhere/at/all', 'chart/zz'],
    ['../../..', 'chart/templates/up'],
  ])('may not lead out of it: %s', async (target, path) => {
    const workspace = await chart();
    await symlink(target, join(workspace, path));
    expect(await problemsOf(workspace)).toEqual([
      `chart has a link that leads out of the workspace: ${path.replace('chart/', '')}`,
    ]);
  });

  it('is found behind one that goes round, and behind one to another folder', async () => {
    const workspace = await chart();
    await symlink('.', join(workspace, 'chart/aa'));
    await symlink(join(workspace, 'zz'), join(workspace, 'chart/templates/other'));
    await symlink('/etc/passwd', join(workspace, 'zz/deep/out'));
    expect(await problemsOf(workspace)).toEqual([
      'chart has a link that leads out of the workspace: templates/other/deep/out',
    ]);
  });

  it('leads nowhere when links go round themselves', async () => {
    const workspace = await chart();
    await symlink('loop', join(workspace, 'chart/loop'));
    expect(await problemsOf(workspace)).toEqual(['chart has a link that leads out of the workspace: loop']);
  });

  it('is not taken for absent where there are too many files to look at', async () => {
    const workspace = await chart();
    const names = Array.from({ length: 20_001 }, (_, index) => `f${index}`);
    const files: Files = {
      ...real,
      list: async (folder) => (folder === join(workspace, 'chart') ? [...names, 'zz'] : []),
      stat: async (path) => ({ kind: path.endsWith('chart') ? 'directory' : 'file', size: 0, mode: 0o644 }),
    };
    expect(await problemsOf(workspace, {}, files)).toEqual([
      'chart has more than 20000 files, too many to look for links that lead out',
    ]);
    const some: Files = { ...files, list: async (folder) => (await files.list(folder)).slice(0, 20_000) };
    expect(await problemsOf(workspace, {}, some)).toEqual([]);
  });
});

it('names chart and values files that are links out of the workspace', async () => {
  const workspace = await writeTree({ 'a.yaml': '' });
  await symlink('/etc', join(workspace, 'chart'));
  await mkdir(join(workspace, 'values'));
  await symlink('/etc/passwd', join(workspace, 'values/b.yaml'));
  expect(await problemsOf(workspace, { values: ['a.yaml', 'values/b.yaml', '../c.yaml'] })).toEqual([
    'chart leads out of the workspace through a link',
    'values leads out of the workspace through a link',
    'values leads out of the workspace',
  ]);
});

it('leaves an absolute path to another place to whoever wrote it', async () => {
  const workspace = await chart();
  expect(await problemsOf(workspace, { values: ['/etc/hostname'] })).toEqual([]);
});
