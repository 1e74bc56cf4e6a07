import { ExternalError, type InputProblem } from '@fairlead/core';
import { findContainer } from '../cluster/containers.ts';
import { digestOf, type PinnedImage, parsePinnedImage } from '../cluster/image.ts';
import { canaryName, LONGEST_WORKLOAD, MANAGED_BY_LABEL, MANAGER, WORKLOAD_LABEL } from '../cluster/names.ts';
import {
  type Container,
  type Deployment,
  type HttpRoute,
  kinds,
  type Labels,
  type Service,
} from '../cluster/objects.ts';
import { getCanary, getService, getStable, replicasOf, type Target } from '../cluster/target.ts';
import type { CanaryInputs } from '../context.ts';
import { planReplicaSteps, planWeightSteps, type StepPlan } from '../traffic/plan-shares.ts';
import { type OriginalBackends, originalBackends, routesTo } from '../traffic/route-weights.ts';
import { percentOf } from './steps.ts';

/** A canary that can be run. */
export interface RunPlan {
  readonly kind: 'canary';
  readonly stable: Deployment;
  readonly service: Service;
  readonly container: Container;
  readonly image: PinnedImage;
  readonly provider: 'gateway' | 'replicas';
  readonly route: string | undefined;
  readonly original: OriginalBackends | undefined;
  readonly steps: StepPlan;
  readonly notices: readonly string[];
}

/** What the cluster allows: a canary, nothing to do, or problems with the inputs. */
export type Inspection =
  | RunPlan
  | { readonly kind: 'no-stable'; readonly reason: string }
  | { readonly kind: 'unchanged'; readonly stable: Deployment; readonly digest: string }
  | { readonly kind: 'problems'; readonly problems: readonly InputProblem[] };

/** Asks the cluster what a run would do. Changes nothing. */
export async function inspect(target: Target, inputs: CanaryInputs): Promise<Inspection> {
  const image = parsePinnedImage(inputs.image ?? '');
  const found = await findTargetProblems(target);
  if (image === undefined || found.length > 0) return { kind: 'problems', problems: found };
  const stable = await getStable(target);
  if (stable === undefined) return { kind: 'no-stable', reason: 'there is no stable version yet' };
  if (replicasOf(stable) === 0) return { kind: 'no-stable', reason: 'the stable version runs no pods' };
  const container = findContainer(stable, image, inputs.container);
  if (container === undefined) return problem(containerProblem(stable, image, inputs.container));
  if (digestOf(container.image) === image.digest) return { kind: 'unchanged', stable, digest: image.digest };
  const name = inputs.service ?? target.workload;
  const service = await getService(target, name);
  const unfit = serviceProblem(service, name, inputs.service, stable, target);
  if (service === undefined || unfit !== undefined) return problem(unfit);
  const traffic = await chooseTraffic(target, inputs, service, stable);
  if ('input' in traffic) return problem(traffic);
  return { kind: 'canary', stable, service, container, image, ...traffic };
}

function problem(one: InputProblem | undefined): Inspection {
  return { kind: 'problems', problems: one === undefined ? [] : [one] };
}

/** What is wrong with the namespace and the name, before anything else is looked at. */
export async function findTargetProblems(target: Target): Promise<readonly InputProblem[]> {
  const { namespace, workload, kube } = target;
  if (workload.length > LONGEST_WORKLOAD) {
    const allowed = `at most ${LONGEST_WORKLOAD} characters`;
    return [
      { input: 'workload', value: workload, problem: 'is too long for the names of canary pods', allowed },
    ];
  }
  if (!(await namespaceExists(target))) {
    const allowed = `a namespace of ${kube.target.server} that exists`;
    return [{ input: 'namespace', value: namespace, problem: 'does not exist', allowed }];
  }
  const canary = await getCanary(target);
  const labels = canary?.metadata.labels ?? {};
  const ours = labels[MANAGED_BY_LABEL] === MANAGER && labels[WORKLOAD_LABEL] === workload;
  if (canary === undefined || ours) return [];
  const problemText = `the Deployment ${canaryName(workload)} exists and was not made by this action`;
  return [
    {
      input: 'workload',
      value: workload,
      problem: problemText,
      allowed: 'a workload whose canary name is free',
    },
  ];
}

/** A user who may not read namespaces learns about a missing one from the objects in it. */
async function namespaceExists({ kube, namespace }: Target): Promise<boolean> {
  try {
    return (await kube.get({ ...kinds.namespace, name: namespace })) !== undefined;
  } catch (error) {
    if (error instanceof ExternalError && error.code === 'KUBE_FORBIDDEN') return true;
    throw error;
  }
}

function containerProblem(stable: Deployment, image: PinnedImage, named: string | undefined): InputProblem {
  const { containers } = stable.spec.template.spec;
  const running = containers.map(({ name, image: reference }) => `${name} (${reference})`).join(', ');
  if (named !== undefined)
    return {
      input: 'container',
      value: named,
      problem: `is no container of ${stable.metadata.name}`,
      allowed: running,
    };
  return {
    input: 'image',
    value: image.text,
    problem: `no container of ${stable.metadata.name} runs ${image.name}`,
    allowed: `a repository that it runs, or the input container; it has ${running}`,
  };
}

function serviceProblem(
  service: Service | undefined,
  name: string,
  given: string | undefined,
  stable: Deployment,
  { namespace }: Target,
): InputProblem | undefined {
  const at = { input: 'service', value: given ?? name };
  if (service === undefined) {
    const allowed = 'a Service that selects the pods of the workload';
    return { ...at, problem: `does not exist in namespace ${namespace}`, allowed };
  }
  const selector = service.spec.selector ?? {};
  if (Object.keys(selector).length > 0 && selects(selector, stable.spec.template.metadata?.labels ?? {}))
    return undefined;
  const words = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
  return {
    ...at,
    problem: `does not select the pods of ${stable.metadata.name}`,
    allowed: `a Service whose selector matches them; this one has ${words.join(', ') || 'none'}`,
  };
}

function selects(selector: Labels, labels: Labels): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

type Traffic = Pick<RunPlan, 'provider' | 'route' | 'original' | 'steps' | 'notices'>;

async function chooseTraffic(
  target: Target,
  inputs: CanaryInputs,
  service: Service,
  stable: Deployment,
): Promise<Traffic | InputProblem> {
  const percents = inputs.steps.map(percentOf);
  const replicas = replicasOf(stable);
  const max = inputs.maxCanaryReplicas;
  const byReplicas = (notices: readonly string[]): Traffic => {
    const steps = planReplicaSteps(percents, replicas, max);
    return {
      provider: 'replicas',
      route: undefined,
      original: undefined,
      steps,
      notices: [...notices, ...steps.notices],
    };
  };
  if (inputs.provider === 'replicas') return byReplicas([]);
  const name = inputs.route ?? target.workload;
  const route = await target.kube.get<HttpRoute>({ ...kinds.route, namespace: target.namespace, name });
  const rules = route?.spec.rules ?? [];
  const canary = canaryName(service.metadata.name);
  if (routesTo(rules, service.metadata.name)) {
    const steps = planWeightSteps(percents, replicas, max);
    return {
      provider: 'gateway',
      route: name,
      original: originalBackends(rules, canary),
      steps,
      notices: steps.notices,
    };
  }
  const why =
    route === undefined
      ? `there is no HTTPRoute ${name} in namespace ${target.namespace}`
      : `HTTPRoute ${name} has no backend ${service.metadata.name}`;
  if (inputs.provider === 'auto') return byReplicas([`${why}: traffic is shifted by the number of pods`]);
  return {
    input: 'route',
    value: name,
    problem: why,
    allowed: `an HTTPRoute with the backend ${service.metadata.name}`,
  };
}
