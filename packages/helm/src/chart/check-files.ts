import { join, resolve } from 'node:path';
import { type InputProblem, NOTHING_GIVEN, suggestWord } from '@fairlead/core';
import type { ChartContext, ChartInputs } from '../context.ts';

/** Whether there is a chart at all. */
export async function checkChart(
  { chart }: ChartInputs,
  context: ChartContext,
): Promise<readonly InputProblem[]> {
  const folder = resolve(context.workingDirectory, chart);
  if ((await context.files.stat(folder))?.kind !== 'directory') {
    return [{ input: 'chart', value: chart, problem: 'is not a folder', allowed: 'the folder of a chart' }];
  }
  const manifest = join(folder, 'Chart.yaml'); // not inside the call: the bundler would take it for a file of ours
  if ((await context.files.stat(manifest))?.kind === 'file') return [];
  return [{ input: 'chart', value: chart, problem: 'has no Chart.yaml', allowed: 'the folder of a chart' }];
}

/** Where environments have values of their own, a misspelt one, or none, would be deployed with the chart's values alone. */
export async function checkEnvironment(
  { chart, environment, values }: ChartInputs,
  { files, workingDirectory }: ChartContext,
): Promise<readonly InputProblem[]> {
  const folder = resolve(workingDirectory, chart);
  if ((await files.stat(folder))?.kind !== 'directory') return [];
  const names = await files.list(folder);
  const known = names.flatMap((name) => /^values\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
  if (known.length === 0) return [];
  if (environment === undefined) {
    if (values !== undefined && values.length > 0) return [];
    const problem = `is wanted by a chart with values of ${known.join(', ')}, ${NOTHING_GIVEN}`;
    const allowed = `${known.join(', ')}; or none, with the files that count in values`;
    return [{ input: 'environment', problem, allowed }];
  }
  if (known.includes(environment)) return [];
  const near = suggestWord(environment, known);
  const problem = `has no values.${environment}.yaml beside those of the other environments`;
  return [
    {
      input: 'environment',
      value: environment,
      problem: near === undefined ? problem : `${problem}; did you mean ${near}?`,
      allowed: known.join(', '),
    },
  ];
}

/** Whether the values files that are named are there. */
export async function checkValueFiles(
  { values }: ChartInputs,
  context: ChartContext,
): Promise<readonly InputProblem[]> {
  const problems: InputProblem[] = [];
  for (const file of values ?? []) {
    const found = await context.files.stat(resolve(context.workingDirectory, file));
    if (found?.kind === 'file') continue;
    problems.push({
      input: 'values',
      value: file,
      problem: 'is not a file',
      allowed: 'paths of YAML files, separated by commas or lines',
    });
  }
  return problems;
}
