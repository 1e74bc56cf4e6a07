import type { InputProblem } from '@fairlead/core';
import type { Deployment, ImageContainer, KubeObject } from '@fairlead/kube';
import type { PinnedImage } from '@fairlead/oci';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import type { ChartChoice } from './render-release.ts';

/** What the canary is made of beside its configuration. */
export interface ConfigurationRequest {
  readonly stable: Deployment;
  /** The container of stable that gets the image. */
  readonly container: ImageContainer;
  readonly image: PinnedImage;
}

/** A chart is asked for, and nobody said which, or of which release. */
export function unknownChart({ inputs }: CanaryContext, { stable }: ConfigurationRequest): InputProblem {
  if (inputs.chart === undefined) {
    const allowed = 'the folder of the chart, here or for helm-deploy in the config file';
    return { input: 'chart', problem: 'is wanted by configuration: chart', allowed };
  }
  const problem = `is not known: ${stable.metadata.name} does not say that it belongs to one`;
  return { input: 'release', problem, allowed: 'the release of the coming deploy, or configuration: stable' };
}

/** Stable says that it belongs to another release. */
export function foreignRelease(
  { stable }: ConfigurationRequest,
  { release }: ChartChoice,
  own: string,
): InputProblem {
  const problem = `does not own ${stable.metadata.name}, which belongs to the release ${own}`;
  return { input: 'release', value: release, problem, allowed: own };
}

/** The chart is of something else. */
export function noDeployment(
  after: readonly KubeObject[],
  { chart }: ChartChoice,
  { workload, namespace }: Target,
): InputProblem {
  const names = after.flatMap(({ kind, metadata }) =>
    kind === 'Deployment' ? [nameIn(metadata, namespace)] : [],
  );
  const problem = `renders no Deployment ${workload}; it renders ${names.join(', ') || 'none'}`;
  return {
    input: 'chart',
    value: chart,
    problem,
    allowed: 'the chart of the workload, or configuration: stable',
  };
}

/** The chart has no place for the image. */
export function noContainer(
  { spec }: Deployment,
  { chart }: ChartChoice,
  { container, image }: ConfigurationRequest,
): InputProblem {
  const names = spec.template.spec.containers.map(({ name, image: text }) => `${name} (${text})`);
  const problem = `renders neither a container ${container.name} nor one of ${image.name}; it renders ${names.join(', ')}`;
  return { input: 'chart', value: chart, problem };
}

/** What the pods need and only the deploy makes. */
export function brings(missing: readonly string[], { chart }: ChartChoice): InputProblem {
  const problem = `brings ${missing.join(' and ')}, without which the pods do not start; a canary does not make that`;
  const allowed = 'configuration: stable, or a deploy of that first';
  return { input: 'chart', value: chart, problem, allowed };
}

/** A chart may name the namespace itself, and then another one. */
function nameIn({ name, namespace }: KubeObject['metadata'], own: string): string {
  return namespace === undefined || namespace === own ? name : `${name} in namespace ${namespace}`;
}
