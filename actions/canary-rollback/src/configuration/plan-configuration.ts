import { CancelledError, FairleadError, type InputProblem, listSome, oncePer } from '@fairlead/core';
import { type Deployment, type ImageContainer, type KubeObject, podSpecOf } from '@fairlead/kube';
import { isSameRepository, type PinnedImage } from '@fairlead/oci';
import { findContainers } from '../cluster/containers.ts';
import { missingRights, type Right, rightsOn, rightsText } from '../cluster/rights.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { templateChanges } from '../observe/template-changes.ts';
import { type Copy, findTakenNames, planCopies } from './copies.ts';
import { maskSecret } from './mask-secret.ts';
import {
  brings,
  type ConfigurationRequest,
  foreignRelease,
  noContainer,
  noDeployment,
  unknownChart,
} from './problems.ts';
import { referencesOf, renameReferences } from './references.ts';
import { type ChartChoice, renderRelease } from './render-release.ts';
import { missingFor, steady, untriedOf } from './untried.ts';

/** With which configuration the canary runs. */
export interface ConfigurationPlan {
  /** The Deployment whose pod template the canary gets: stable, or what the chart renders with its references renamed. */
  readonly source: Deployment;
  /** The container of `source` that gets the image. */
  readonly container: ImageContainer;
  readonly copies: readonly Copy[];
  /** Whether it is another than that of stable. */
  readonly differs: boolean;
  /** Whether the deploy will make new pods for it, beside those for a new image. */
  readonly changesPods: boolean;
  /** For the plan and the summary; undefined where nothing is to be told. */
  readonly words: string | undefined;
  readonly notices: readonly string[];
}

/** A configuration, or what keeps the canary from one. */
export type ConfigurationAnswer = ConfigurationPlan | { readonly problems: readonly InputProblem[] };

/** What copies take beside the rights of every canary. */
export const CONFIGURATION_RIGHTS: readonly Right[] = [
  ...rightsOn('', 'secrets', 'get', 'list', 'create', 'delete'),
  ...rightsOn('apps', 'deployments', 'patch'),
];

const RELEASE_ANNOTATION = 'meta.helm.sh/release-name';
const MOST = 6;

/** Decides which configuration the canary gets, once a run: what the checks found is what is done. Changes nothing. */
export const planConfigurationOnce: typeof planConfiguration = oncePer(planConfiguration);

async function planConfiguration(
  context: CanaryContext,
  target: Target,
  request: ConfigurationRequest,
): Promise<ConfigurationAnswer> {
  const { configuration, chart, release, command } = context.inputs;
  if (command === 'drill') return ofStable(request); // what is broken on purpose is to be what runs
  const own = request.stable.metadata.annotations?.[RELEASE_ANNOTATION];
  const wanted = release ?? own;
  const chosen =
    chart === undefined || wanted === undefined
      ? undefined
      : { chart, release: wanted, image: request.image.text };
  if (configuration === 'chart' && chosen === undefined)
    return { problems: [unknownChart(context, request)] };
  if (chosen !== undefined && own !== undefined && own !== wanted)
    return { problems: [foreignRelease(request, chosen, own)] };
  if (chosen === undefined) return ofStable(request);
  if (configuration === 'stable')
    return ofStable(request, await tellDifference(context, target, request, chosen));
  return fromChart(context, target, request, chosen);
}

function ofStable({ stable, container }: ConfigurationRequest, notice?: string): ConfigurationPlan {
  const notices = notice === undefined ? [] : [notice];
  return {
    source: stable,
    container,
    copies: [],
    differs: false,
    changesPods: false,
    words: undefined,
    notices,
  };
}

/** With the configuration of stable: one line when the chart has another one. */
async function tellDifference(
  context: CanaryContext,
  target: Target,
  request: ConfigurationRequest,
  choice: ChartChoice,
): Promise<string | undefined> {
  const begin = 'configuration: stable';
  try {
    const answer = await fromChart(context, target, request, choice);
    if ('problems' in answer)
      return `${begin}; that of the chart is not known: ${answer.problems[0]?.problem ?? ''}`;
    if (!answer.differs) return undefined;
    return `${begin}: not tried is what the chart changes: ${answer.words ?? ''}`;
  } catch (error) {
    if (error instanceof CancelledError || !(error instanceof FairleadError)) throw error;
    return `${begin}; that of the chart is not known: ${error.message}`;
  }
}

async function fromChart(
  context: CanaryContext,
  target: Target,
  request: ConfigurationRequest,
  choice: ChartChoice,
): Promise<ConfigurationAnswer> {
  const rendered = await renderRelease(context, target, choice);
  if (rendered.kind === 'problems') return { problems: rendered.problems };
  const { workload, namespace } = target;
  const deployment = findDeployment(rendered.after, target);
  if (deployment === undefined) return { problems: [noDeployment(rendered.after, choice, target)] };
  const container = chooseContainer(deployment, request);
  if (container === undefined) return { problems: [noContainer(deployment, choice, request)] };
  const spec = deployment.spec.template.spec;
  const missing = missingFor(spec, rendered);
  if (missing.length > 0) return { problems: [brings(missing, choice)] };
  const copies = await planCopies(target, referencesOf(spec), rendered);
  const problems = [...(await findTakenNames(target, copies)), ...(await findLacks(target, copies))];
  if (problems.length > 0) return { problems };
  for (const { kind, object } of copies) if (kind === 'Secret') maskSecret(context, object);
  const changes = changesOf(findDeployment(rendered.before, target), deployment, request.image);
  const copied = new Set(copies.map(({ kind, of }) => `${kind} ${of}`));
  const untried = untriedOf(rendered, { namespace, workload, copied });
  const parts = [
    ...changes,
    ...copies.map(({ kind, of, object }) => `${kind} ${of} as ${object.metadata.name}`),
  ];
  const from = `chart ${choice.chart} (release ${choice.release})`;
  return {
    source: withCopies(deployment, copies),
    container,
    copies,
    differs: parts.length > 0,
    changesPods: changes.length > 0,
    words: parts.length === 0 ? `nothing new in ${from}` : `${parts.join(', ')}, by ${from}`,
    notices: [...lostValues(rendered.notGiven), ...untriedNotice(untried)],
  };
}

/** Above all secrets, which each step must be given: without them the canary would fail where the deploy does not. */
function lostValues(paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  return [
    `the last deploy was given values that this step is not: ${listSome(paths, MOST)}; what of it is given to helm-deploy under with, such as set-secret, has to be given here too`,
  ];
}

function untriedNotice(untried: readonly string[]): readonly string[] {
  return untried.length === 0
    ? []
    : [`not tried by a canary, and changed by the deploy: ${listSome(untried, MOST)}`];
}

function findDeployment(
  objects: readonly KubeObject[],
  { namespace, workload }: Target,
): Deployment | undefined {
  return objects.find(
    ({ kind, metadata }) =>
      kind === 'Deployment' && metadata.name === workload && (metadata.namespace ?? namespace) === namespace,
  ) as Deployment | undefined;
}

/** The chart may name the container otherwise than the last release did. */
function chooseContainer(
  deployment: Deployment,
  { container, image }: ConfigurationRequest,
): ImageContainer | undefined {
  const containers: readonly ImageContainer[] = deployment.spec.template.spec.containers;
  return (
    containers.find(({ name }) => name === container.name) ?? findContainers(deployment, image, undefined)[0]
  );
}

/** What the chart changes in the pods beside the image, by the names of fields. */
function changesOf(before: Deployment | undefined, after: Deployment, image: PinnedImage): readonly string[] {
  if (before === undefined) return ['a Deployment that the last release did not have'];
  return templateChanges(comparable(before, image), comparable(after, image));
}

/** A pod template without what differs with each release: the image, and labels and annotations that tell versions. */
function comparable({ spec: { template } }: Deployment, image: PinnedImage): object {
  const plain = (each: ImageContainer): ImageContainer =>
    isSameRepository(each.image, image.name) ? { ...each, image: image.text } : each;
  const { containers, initContainers = [], ...spec } = template.spec;
  return {
    metadata: {
      labels: steady(template.metadata?.labels),
      annotations: steady(template.metadata?.annotations),
    },
    spec: { ...spec, containers: containers.map(plain), initContainers: initContainers.map(plain) },
  };
}

function withCopies(deployment: Deployment, copies: readonly Copy[]): Deployment {
  const { template } = deployment.spec;
  const rename = renameReferences(podSpecOf(deployment) ?? {}, (kind, name) => {
    const copy = copies.find((each) => each.kind === kind && each.of === name);
    return copy?.object.metadata.name ?? name;
  });
  return {
    ...deployment,
    spec: { ...deployment.spec, template: { ...template, spec: rename as typeof template.spec } },
  };
}

async function findLacks(target: Target, copies: readonly Copy[]): Promise<readonly InputProblem[]> {
  if (copies.length === 0) return [];
  const hasSecret = copies.some(({ kind }) => kind === 'Secret');
  const wanted = CONFIGURATION_RIGHTS.filter(({ resource }) => hasSecret || resource !== 'secrets');
  const lacks = await missingRights(target, wanted);
  if (lacks.length === 0) return [];
  const problem = `its user may not ${rightsText(lacks)} in namespace ${target.namespace}, which configuration: chart takes`;
  return [{ input: 'kubeconfig', problem, allowed: 'a user with the rights that the README lists' }];
}
