import { ExternalError } from '@fairlead/core';
import type { Service } from '@fairlead/kube';
import { canaryServiceName } from '../../cluster/names.ts';
import { type HttpRoute, kinds } from '../../cluster/objects.ts';
import { refuseForOwner } from '../../cluster/ownership.ts';
import { isServiceNameTaken, replicasOf } from '../../cluster/target.ts';
import { planWeightSteps, type StepPlan } from '../plan-shares.ts';
import { noService, type TrafficAnswer, type TrafficRequest } from '../provider.ts';
import { otherRoutesWords } from './other-routes.ts';
import {
  GRPC_RIGHTS,
  OVERLAY_RIGHTS,
  overlayName,
  SERVICE_RIGHTS,
  WEIGHTS_RIGHTS,
  whyNotOverlaid,
} from './plan-overlay.ts';
import { clearRules, hasWeight, type OverlayData, originalBackends, routesTo } from './route-weights.ts';
import { readTester } from './testers.ts';

/** The weights that a route would get; or why this is no cluster for weights. Changes nothing. */
export async function planRoute(request: TrafficRequest): Promise<TrafficAnswer> {
  const { target, service } = request;
  if (service === undefined) return noService('gateway');
  const { namespace } = target;
  const name = request.route ?? target.workload;
  const stable = service.metadata.name;
  const route = await readRoute(request, kinds.route, name);
  const leads = route !== 'forbidden' && routesTo(route?.spec.rules ?? [], { name: stable, namespace });
  const grpc = leads ? undefined : await readRoute(request, kinds.grpcRoute, name);
  if (
    grpc !== undefined &&
    grpc !== 'forbidden' &&
    routesTo(grpc.spec.rules ?? [], { name: stable, namespace })
  )
    return withOthers(await planWeights({ ...request, service }, grpc), request, grpc, stable);
  if (route === 'forbidden') return mayNotRead(namespace);
  if (route === undefined || !leads) {
    const why =
      route === undefined
        ? `there is no HTTPRoute ${name} in namespace ${namespace}`
        : `HTTPRoute ${name} has no backend ${stable}`;
    const allowed = `an HTTPRoute with the backend ${stable}`;
    return { kind: 'unsuitable', why, problem: { input: 'route', value: name, problem: why, allowed } };
  }
  return withOthers(await planWeights({ ...request, service }, route), request, route, stable);
}

/** With a word of other routes to the Service. */
async function withOthers(
  answer: TrafficAnswer,
  { target }: TrafficRequest,
  route: HttpRoute,
  service: string,
): Promise<TrafficAnswer> {
  if (answer.kind !== 'ready') return answer;
  const words = await otherRoutesWords(target, route, service);
  return words === undefined ? answer : { ...answer, steps: withNotice(answer.steps, words) };
}

async function planWeights(
  request: TrafficRequest & { readonly service: Service },
  route: HttpRoute,
): Promise<TrafficAnswer> {
  const { kind } = route;
  const { name } = route.metadata;
  const isGrpc = kind === kinds.grpcRoute.kind;
  const { target, percents, maxReplicas } = request;
  const { namespace } = target;
  const service = request.service.metadata.name;
  const canary = canaryServiceName(service);
  const now = route.spec.rules ?? [];
  const foreign = await isServiceNameTaken(target, service);
  // A dead run may have left the canary on the route, even with all of the traffic; it is taken out before a new one.
  const rules = foreign ? now : clearRules(now, [], { stable: service, canary, namespace });
  if (!hasWeight(rules, { name: service, namespace })) {
    const problem = `${kind} ${name} gives ${service} no traffic: its weight is 0`;
    const allowed = `a route on which ${service} has a weight`;
    return { kind: 'problem', problem: { input: 'route', value: name, problem, allowed } };
  }
  if (foreign) {
    const problem = `the Service ${canary} exists and was not made by this action`;
    const allowed = 'a Service whose canary name is free';
    return { kind: 'problem', problem: { input: 'service', value: service, problem, allowed } };
  }
  const steps = planWeightSteps(percents, replicasOf(request.stable), maxReplicas);
  const names = { stable: service, canary, namespace };
  const testers = request.testers.map(readTester).filter((tester) => tester !== undefined);
  const isAskedFor = request.gatewayMode === 'weights';
  const why = isAskedFor
    ? 'the weights were asked for'
    : isGrpc
      ? NO_METHOD
      : await whyNotOverlaid(target, route, names, testers);
  if (why === undefined) {
    const overlay = overlayName(name);
    const notice = `HTTPRoute ${name} is left as it is: the HTTPRoute ${overlay}, an overlay of it, shifts the traffic`;
    const rights = [...SERVICE_RIGHTS, ...OVERLAY_RIGHTS];
    const data: OverlayData = { route: name, overlay, ...(testers.length === 0 ? {} : { testers }) };
    return { kind: 'ready', data, steps: withNotice(steps, notice, ...testerNotice(request)), rights };
  }
  if (testers.length > 0) {
    const problem = `is not possible for ${kind} ${name} without an overlay: ${why}`;
    const value = request.testers.join(', ');
    return {
      kind: 'problem',
      problem: { input: 'tester-match', value, problem, allowed: 'a route that an overlay is possible for' },
    };
  }
  if (request.gatewayMode === 'overlay') {
    const problem = `is not possible for ${kind} ${name}: ${why}`;
    const allowed = 'auto or weights';
    return { kind: 'problem', problem: { input: 'gateway-mode', value: 'overlay', problem, allowed } };
  }
  const instead = `${isAskedFor ? 'gateway-mode: auto or overlay' : `no overlay is possible (${why})`}; provider: replicas`;
  const wish = { input: 'gateway-mode', value: request.gatewayMode };
  const owned = await refuseForOwner(target.kube, route, wish, instead);
  if (owned !== undefined) return { kind: 'problem', problem: owned };
  return {
    kind: 'ready',
    data: {
      ...(isGrpc ? { kind } : {}),
      route: name,
      original: originalBackends(rules, { name: canary, namespace }),
    },
    steps: withNotice(
      steps,
      ...(isAskedFor ? [] : [`no overlay of ${kind} ${name}: ${why}; its weights are edited`]),
    ),
    rights: [...SERVICE_RIGHTS, ...(isGrpc ? GRPC_RIGHTS : WEIGHTS_RIGHTS)],
  };
}

/** Its matches name services and methods; only a header could make all of them more specific, and no header is in all calls. */
const NO_METHOD = 'its matches cannot be made more specific for all calls';

function testerNotice({ testers }: TrafficRequest): readonly string[] {
  return testers.length === 0
    ? []
    : [`requests with ${testers.join(' or ')} go to the new version whatever its share is`];
}

function withNotice(steps: StepPlan, ...words: readonly string[]): StepPlan {
  return { ...steps, notices: [...steps.notices, ...words] };
}

async function readRoute(
  { target: { kube, namespace } }: TrafficRequest,
  kind: typeof kinds.route | typeof kinds.grpcRoute,
  name: string,
): Promise<HttpRoute | 'forbidden' | undefined> {
  try {
    return await kube.get<HttpRoute>({ ...kind, namespace, name });
  } catch (error) {
    if (error instanceof ExternalError && error.code === 'KUBE_FORBIDDEN') return 'forbidden';
    throw error;
  }
}

function mayNotRead(namespace: string): TrafficAnswer {
  const may = `may not get httproutes.gateway.networking.k8s.io in namespace ${namespace}`;
  return {
    kind: 'unsuitable',
    why: `the user of the kubeconfig ${may}, so routes are left alone`,
    problem: {
      input: 'kubeconfig',
      problem: `its user ${may}`,
      allowed: 'a user with the rights that the README lists for the gateway, or another provider',
    },
  };
}
