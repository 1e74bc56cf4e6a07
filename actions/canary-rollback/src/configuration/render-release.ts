import { InputError, type InputProblem } from '@fairlead/core';
import {
  type ChartContext,
  checkChart,
  checkEnvironment,
  checkHelmVersion,
  checkPlaces,
  checkRef,
  checkValueFiles,
  type HelmContext,
  lastDeployed,
  layOutValues,
  notGiven,
  openSession,
  renderChart,
} from '@fairlead/helm';
import { parseManifest } from '@fairlead/kube';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext, CanaryInputs } from '../context.ts';
import type { Renderings } from './copies.ts';

/** What a release has now and what the coming deploy makes of it. */
export type RenderedRelease =
  | ({
      readonly kind: 'rendered';
      /** Paths of values that the last deploy was given and this step is not. */
      readonly notGiven: readonly string[];
    } & Renderings)
  | { readonly kind: 'problems'; readonly problems: readonly InputProblem[] };

/** A chart and the release that it is deployed as. */
export interface ChartChoice {
  readonly chart: string;
  readonly release: string;
  /** The image of the coming deploy, by digest. */
  readonly image: string;
}

/**
 * Renders the chart as the coming deploy does, and reads what the last one rendered. Changes nothing; what is written for
 * helm may hold secrets, and is removed.
 *
 * @throws ToolError HELM_RENDER_FAILED, TOOL_MISSING, …; ExternalError when the cluster was the reason.
 */
export async function renderRelease(
  context: CanaryContext,
  { kube, namespace }: Target,
  { chart, release, image }: ChartChoice,
): Promise<RenderedRelease> {
  const { inputs } = context;
  const asked: ChartContext & HelmContext = {
    ...context,
    log: { ...context.log, info: (line) => context.log.debug(line) }, // the deploy says all that
    inputs: { ...inputs, chart, image },
  };
  const problems = await findChartProblems(asked, context, inputs);
  if (problems.length > 0) return { kind: 'problems', problems };
  const session = await openSession(asked, kube, release);
  const laidOut = await layOutValues(asked);
  try {
    const last = lastDeployed(await session.helm.history());
    if (last === undefined) {
      const problem = `is not installed in namespace ${namespace}, although the workload is there`;
      return { kind: 'problems', problems: [{ input: 'release', value: release, problem }] };
    }
    const [before, given, after] = await Promise.all([
      session.helm.manifest(last.revision),
      session.helm.values(last.revision),
      renderChart(asked, { ...session, ...laidOut }),
    ]);
    return {
      kind: 'rendered',
      before: parseManifest(before),
      after: after.objects,
      notGiven: notGiven(given, laidOut.layers),
    };
  } catch (error) {
    if (error instanceof InputError) return { kind: 'problems', problems: error.problems };
    throw error;
  } finally {
    await context.files.remove(laidOut.valuesFolder);
  }
}

async function findChartProblems(
  asked: ChartContext & HelmContext,
  context: CanaryContext,
  inputs: CanaryInputs,
): Promise<readonly InputProblem[]> {
  const found = await Promise.all([
    checkRef(inputs, context),
    checkHelmVersion(asked.inputs),
    checkPlaces(asked.inputs, asked),
    checkChart(asked.inputs, asked),
    checkValueFiles(asked.inputs, asked),
    checkEnvironment(asked.inputs, asked),
  ]);
  return found.flat();
}
