import { isAbsolute, join } from 'node:path';
import { type InputProblem, isWithin, outsideProblem, type Place, resolveInside } from '@fairlead/core';
import type { ChartContext, ChartInputs } from '../context.ts';

/** A chart has a few dozen files; a folder with more than this is none. */
const MOST_FILES = 5000;

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
  const link = place && (await findLinkOut(context, place.path, { left: MOST_FILES }));
  if (link === undefined) return [];
  const problem = `has a link that leads out of the workspace: ${link.slice((place?.path.length ?? 0) + 1)}`;
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

async function findLinkOut(
  context: ChartContext,
  folder: string,
  budget: { left: number },
): Promise<string | undefined> {
  const { files, workspace } = context;
  if ((await files.stat(folder))?.kind !== 'directory') return undefined;
  for (const name of await files.list(folder)) {
    const path = join(folder, name);
    if (budget.left-- <= 0) return undefined;
    if (!(await resolveInside(files, workspace, path)).inside) return path;
    const below = await findLinkOut(context, path, budget);
    if (below !== undefined) return below;
  }
  return undefined;
}
