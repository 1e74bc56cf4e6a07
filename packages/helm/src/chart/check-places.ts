import { isAbsolute, join, relative } from 'node:path';
import { type InputProblem, isWithin, outsideProblem, type Place, resolveInside } from '@fairlead/core';
import type { ChartContext, ChartInputs } from '../context.ts';

/** A chart has a few dozen files; one that is a whole repository has many more. */
const MOST_FILES = 20_000;

/**
 * Chart and values files must really lie in the workspace, and so must all files of the chart: a link that was committed
 * may lead anywhere, and what it leads to would be shown and applied. An absolute path to another place is a wish.
 */
export async function checkPlaces(
  { chart, values = [] }: ChartInputs,
  context: ChartContext,
): Promise<readonly InputProblem[]> {
  const problems: InputProblem[] = [];
  for (const [input, value] of [['chart', chart], ...values.map((file) => ['values', file])] as const) {
    const place = await placeOf(context, value ?? '');
    const problem = place && outsideProblem(input ?? '', value ?? '', place);
    if (problem !== undefined) problems.push(problem);
  }
  if (problems.length > 0) return problems;
  const place = await placeOf(context, chart);
  const problem = place && (await linkProblem(context, place));
  if (problem === undefined) return [];
  return [{ input: 'chart', value: chart, problem, allowed: 'a folder whose files are in the workspace' }];
}

/** Where a path is; undefined for an absolute one to somewhere else. */
async function placeOf(
  { files, workspace, workingDirectory }: ChartContext,
  path: string,
): Promise<Place | undefined> {
  if (isAbsolute(path) && !isWithin(workspace, path)) return undefined;
  return resolveInside(files, workspace, path, workingDirectory);
}

async function linkProblem({ files, workspace }: ChartContext, chart: Place): Promise<string | undefined> {
  const seen = new Set([chart.real]);
  const waiting = [chart.path];
  let left = MOST_FILES;
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const name of await files.list(folder)) {
      if (left-- <= 0) return `has more than ${MOST_FILES} files, too many to look for links that lead out`;
      const path = join(folder, name);
      const found = await files.stat(path);
      if (found === undefined || found.link === true) {
        const { inside, real } = await resolveInside(files, workspace, path);
        if (!inside) return `has a link that leads out of the workspace: ${relative(chart.path, path)}`;
        if (seen.has(real)) continue; // links may go round
        seen.add(real);
      }
      if (found?.kind === 'directory') waiting.push(path);
    }
  }
  return undefined;
}
