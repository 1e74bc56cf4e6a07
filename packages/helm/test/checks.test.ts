import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeFiles } from '@fairlead/core';
import { describe, expect, it } from 'vitest';
import { checkChart, checkEnvironment, checkValueFiles } from '../src/chart/check-files.ts';
import { checkPlaces } from '../src/chart/check-places.ts';
import { maskSet } from '../src/values/mask-set.ts';
import { stepWith } from './chart-context.ts';

type Given = Parameters<typeof stepWith>;
const problemsOf = async (check: typeof checkChart, ...given: Given) => {
  const { context } = stepWith(...given);
  return (await check(context.inputs, context)).map(({ input, problem }) => `${input} ${problem}`);
};
const CHART = { 'chart/Chart.yaml': '' };

describe('the chart', () => {
  it.each([
    ['a folder with a Chart.yaml', CHART, []],
    ['a file', { chart: '' }, ['chart is not a folder']],
    ['nothing', {}, ['chart is not a folder']],
    ['another folder', { 'chart/values.yaml': '' }, ['chart has no Chart.yaml']],
    ['a folder with a folder of that name', { 'chart/Chart.yaml/x': '' }, ['chart has no Chart.yaml']],
  ])('%s', async (_, files, problems) => {
    expect(await problemsOf(checkChart, files)).toEqual(problems);
  });
});

describe('the environment', () => {
  const two = { ...CHART, 'chart/values.staging.yaml': '', 'chart/values.production.yaml': '' };

  it.each([
    ['is one of those with values', two, { environment: 'staging' }, []],
    ['may be any where none has values', CHART, { environment: 'staging' }, []],
    ['is not said, and none has values', CHART, {}, []],
    ['is not said, and files are named instead', two, { values: ['a.yaml'] }, []],
    ['of no folder is for another check', {}, { environment: 'staging' }, []],
  ])('%s: fine', async (_, files, inputs, problems) => {
    expect(await problemsOf(checkEnvironment, files, inputs)).toEqual(problems);
  });

  it.each([
    [{ environment: 'stagin' }, /has no values\.stagin\.yaml .*; did you mean staging\?$/],
    [{ environment: 'x' }, /has no values\.x\.yaml beside those of the other environments$/],
    [{}, /is wanted by a chart with values of production, staging/],
    [{ values: [] }, /is wanted by a chart with values of production, staging/],
  ])('%j is refused: it would be deployed with the values of the chart alone', async (inputs, message) => {
    expect(await problemsOf(checkEnvironment, two, inputs)).toEqual([expect.stringMatching(message)]);
  });
});

it('each values file that is named is there, and is a file', async () => {
  const files = { ...CHART, 'a.yaml': '', 'folder/x': '' };
  expect(await problemsOf(checkValueFiles, files, { values: ['a.yaml'] })).toEqual([]);
  expect(await problemsOf(checkValueFiles, files)).toEqual([]);
  const { context } = stepWith(files, { values: ['a.yaml', 'folder', 'none.yaml'] });
  const problems = await checkValueFiles(context.inputs, context);
  expect(problems.map(({ value }) => value)).toEqual(['folder', 'none.yaml']);
});

describe('where the chart and its values lie', () => {
  const OUT = 'chart leads out of the workspace';
  it.each([
    ['in the workspace', CHART, {}, {}, []],
    ['behind a link within', { 'charts/own/Chart.yaml': '' }, {}, { chart: '/workspace/charts/own' }, []],
    ['above it', CHART, { chart: '../chart' }, {}, [OUT]],
    [
      'behind a link out',
      { '/etc/chart/Chart.yaml': '' },
      {},
      { chart: '/etc/chart' },
      [`${OUT} through a link`],
    ],
    [
      'values behind a link out',
      { ...CHART, '/etc/v.yaml': '' },
      { values: ['v.yaml'] },
      { 'v.yaml': '/etc/v.yaml' },
      ['values leads out of the workspace through a link'],
    ],
    [
      'both outside: both are told',
      CHART,
      { chart: '../a', values: ['../b'] },
      {},
      [OUT, 'values leads out of the workspace'],
    ],
    [
      'elsewhere by an absolute path: a wish',
      { '/opt/chart/Chart.yaml': '' },
      { chart: '/opt/chart' },
      {},
      [],
    ],
    ['in the workspace by an absolute path', CHART, { chart: '/workspace/chart' }, {}, []],
  ])('%s', async (_, files, inputs, links, problems) => {
    expect(await problemsOf(checkPlaces, files, inputs, links)).toEqual(problems);
  });
});

describe('the files of the chart', () => {
  it('may be links within the workspace; one that leads out is told by its path in the chart', async () => {
    const top = await realpath(await mkdtemp(join(tmpdir(), 'fairlead-places-')));
    try {
      const workspace = join(top, 'workspace');
      await mkdir(join(workspace, 'chart/templates/deep'), { recursive: true });
      await writeFile(join(workspace, 'shared.yaml'), '');
      await writeFile(join(top, 'secret'), '');
      await symlink('../../shared.yaml', join(workspace, 'chart/templates/a.yaml'));
      const { context } = stepWith({});
      const step = {
        ...context,
        files: createNodeFiles('/nonexistent'),
        workspace,
        workingDirectory: workspace,
      };
      expect(await checkPlaces(context.inputs, step)).toEqual([]);
      await symlink('../../../../secret', join(workspace, 'chart/templates/deep/b.yaml'));
      expect(await checkPlaces(context.inputs, step)).toMatchObject([
        {
          input: 'chart',
          value: 'chart',
          problem: 'has a link that leads out of the workspace: templates/deep/b.yaml',
        },
      ]);
    } finally {
      await rm(top, { recursive: true });
    }
  });
});

describe('what looks like a secret in set', () => {
  it('is masked, as it stands and as helm reads it; the rest is not', () => {
    const { context, masked } = stepWith(CHART, {
      set: {
        'db.password': '"swordfish"',
        'db.name': 'orders-db',
        token: '1234',
        'other.token': '123',
        'a..password': 'swordfish2',
        'list[0].password': 'swordfish3',
      },
    });
    expect(maskSet(context.inputs, context)).toEqual([]);
    expect(masked).toEqual(['"swordfish"', 'swordfish', '1234']);
  });

  it('is nothing where nothing is set', () => {
    const { context, masked } = stepWith(CHART);
    expect(maskSet({ set: undefined }, context)).toEqual([]);
    expect(masked).toEqual([]);
  });
});
