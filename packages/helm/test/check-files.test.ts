import { InputError } from '@fairlead/core';
import { createFakeFiles } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { checkChart, checkEnvironment, checkValueFiles } from '../src/chart/check-files.ts';
import type { ChartContext, ChartInputs } from '../src/context.ts';
import { loadLayers } from '../src/values/load-layers.ts';

const CHART = {
  '/w/chart/Chart.yaml': '',
  '/w/chart/values.yaml': 'a: 1\n',
  '/w/chart/templates/a.yaml': '',
};
const STAGES = {
  ...CHART,
  '/w/chart/values.staging.yaml': 'a: 2\n',
  '/w/chart/values.production.yaml': 'a: 3\n',
};

const inputsOf = (over: Partial<ChartInputs>): ChartInputs =>
  ({ chart: 'chart', image: 'chart', ...over }) as ChartInputs;

const contextOf = (there: Readonly<Record<string, string>>, inputs: ChartInputs): ChartContext =>
  ({
    inputs,
    files: createFakeFiles(there),
    workspace: '/w',
    workingDirectory: '/w',
    host: { mask() {} },
    log: { warn() {} },
    saveState() {},
  }) as unknown as ChartContext;

async function told(
  check: typeof checkChart,
  there: Readonly<Record<string, string>>,
  over: Partial<ChartInputs> = {},
): Promise<readonly string[]> {
  const inputs = inputsOf(over);
  const problems = await check(inputs, contextOf(there, inputs));
  return problems.map(({ input, problem }) => `${input} ${problem}`);
}

describe('the files of a chart', () => {
  it.each([
    [CHART, {}, []],
    [{}, {}, ['chart is not a folder']],
    [{ '/w/chart': 'a file' }, {}, ['chart is not a folder']],
    [{ '/w/chart/values.yaml': '' }, {}, ['chart has no Chart.yaml']],
    [{ '/w/chart/Chart.yaml/x': '' }, {}, ['chart has no Chart.yaml']],
  ])('%j: %j', async (there, over, problems) => {
    expect(await told(checkChart, there, over)).toEqual(problems);
  });

  it.each([
    [CHART, { environment: 'anything' }, []],
    [CHART, {}, []],
    [STAGES, { environment: 'staging' }, []],
    [STAGES, { values: ['a.yaml'] }, []],
    [
      STAGES,
      { environment: 'stagign' },
      [
        'environment has no values.stagign.yaml beside those of the other environments; did you mean staging?',
      ],
    ],
    [
      STAGES,
      { environment: 'Staging', values: ['a.yaml'] },
      [
        'environment has no values.Staging.yaml beside those of the other environments; did you mean staging?',
      ],
    ],
    [
      STAGES,
      {},
      [
        'environment is wanted by a chart with values of production, staging, and nothing is given (an expression with a mistyped name is empty)',
      ],
    ],
    [STAGES, { values: [] }, [expect.stringContaining('is wanted by a chart')]],
  ])('the environment of a chart: %j with %j', async (there, over, problems) => {
    expect(await told(checkEnvironment, there, over)).toEqual(problems);
  });

  it('each values file has to be there', async () => {
    const values = ['a.yaml', 'chart', 'b.yaml'];
    expect(await told(checkValueFiles, { ...CHART, '/w/a.yaml': '' }, { values })).toEqual([
      'values is not a file',
      'values is not a file',
    ]);
  });
});

describe('the values of an environment', () => {
  const namesOf = async (environment: string): Promise<readonly string[]> => {
    const inputs = inputsOf({ environment });
    const there = { ...STAGES, '/w/other.yaml': 'a: 4\n', '/other.yaml': 'a: 5\n' };
    return (await loadLayers(contextOf(there, inputs))).layers.map(({ name }) => name);
  };

  it('are beside those of the chart', async () => {
    expect(await namesOf('staging')).toEqual(['chart/values.yaml', 'chart/values.staging.yaml']);
    expect(await namesOf('qa')).toEqual(['chart/values.yaml']);
  });

  it.each(['x/../../other', 'x/../../../other'])('and nowhere else: %s', async (environment) => {
    await expect(namesOf(environment)).rejects.toThrow(InputError);
  });
});
