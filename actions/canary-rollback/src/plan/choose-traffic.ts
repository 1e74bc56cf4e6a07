import type { InputProblem } from '@fairlead/core';
import type { Deployment, Service } from '@fairlead/kube';
import { canaryName } from '../cluster/names.ts';
import { type HttpRoute, kinds } from '../cluster/objects.ts';
import { isServiceNameTaken, replicasOf, type Target } from '../cluster/target.ts';
import type { CanaryInputs } from '../context.ts';
import { planReplicaSteps, planWeightSteps, type StepPlan } from '../traffic/plan-shares.ts';
import {
  hasWeight,
  type OriginalBackends,
  originalBackends,
  restoreRules,
  routesTo,
} from '../traffic/route-weights.ts';
import { percentOf } from './steps.ts';

/** How a canary gets its traffic. */
export interface TrafficPlan {
  readonly provider: 'gateway' | 'replicas';
  readonly route: string | undefined;
  readonly original: OriginalBackends | undefined;
  readonly steps: StepPlan;
  readonly notices: readonly string[];
}

/** Chooses the provider that the inputs ask for and the cluster has; else says what is wrong. Changes nothing. */
export async function chooseTraffic(
  target: Target,
  inputs: CanaryInputs,
  service: Service,
  stable: Deployment,
): Promise<TrafficPlan | InputProblem> {
  if (inputs.provider === 'replicas') return planReplicas(inputs, stable, []);
  const { kube, namespace } = target;
  const name = inputs.route ?? target.workload;
  const route = await kube.get<HttpRoute>({ ...kinds.route, namespace, name });
  if (!routesTo(route?.spec.rules ?? [], { name: service.metadata.name, namespace })) {
    const why =
      route === undefined
        ? `there is no HTTPRoute ${name} in namespace ${namespace}`
        : `HTTPRoute ${name} has no backend ${service.metadata.name}`;
    if (inputs.provider === 'auto')
      return planReplicas(inputs, stable, [`${why}: traffic is shifted by the number of pods`]);
    const allowed = `an HTTPRoute with the backend ${service.metadata.name}`;
    return { input: 'route', value: name, problem: why, allowed };
  }
  return planRoute(target, inputs, { name, rules: route?.spec.rules ?? [] }, service, stable);
}

function planReplicas(inputs: CanaryInputs, stable: Deployment, notices: readonly string[]): TrafficPlan {
  const steps = planReplicaSteps(inputs.steps.map(percentOf), replicasOf(stable), inputs.maxCanaryReplicas);
  return {
    provider: 'replicas',
    route: undefined,
    original: undefined,
    steps,
    notices: [...notices, ...steps.notices],
  };
}

async function planRoute(
  target: Target,
  inputs: CanaryInputs,
  route: { readonly name: string; readonly rules: NonNullable<HttpRoute['spec']['rules']> },
  { metadata: { name: service } }: Service,
  stable: Deployment,
): Promise<TrafficPlan | InputProblem> {
  const { namespace } = target;
  const { name } = route;
  const canary = canaryName(service);
  const foreign = await isServiceNameTaken(target, service);
  // A dead run may have left the canary on the route, even with all of the traffic; it is taken out before a new one.
  const rules = foreign ? route.rules : restoreRules(route.rules, [], { stable: service, canary, namespace });
  if (!hasWeight(rules, { name: service, namespace })) {
    const problem = `HTTPRoute ${name} gives ${service} no traffic: its weight is 0`;
    return { input: 'route', value: name, problem, allowed: `a route on which ${service} has a weight` };
  }
  if (foreign) {
    const problem = `the Service ${canary} exists and was not made by this action`;
    return { input: 'service', value: service, problem, allowed: 'a Service whose canary name is free' };
  }
  const steps = planWeightSteps(inputs.steps.map(percentOf), replicasOf(stable), inputs.maxCanaryReplicas);
  const original = originalBackends(rules, { name: canary, namespace });
  return { provider: 'gateway', route: name, original, steps, notices: steps.notices };
}
