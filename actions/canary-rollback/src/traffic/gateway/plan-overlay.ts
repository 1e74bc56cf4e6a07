import { ExternalError } from '@fairlead/core';
import type { KubeObject } from '@fairlead/kube';
import { MANAGED_BY_LABEL, MANAGER } from '../../cluster/names.ts';
import { type HttpRoute, kinds } from '../../cluster/objects.ts';
import { refusalOf } from '../../cluster/refusal.ts';
import { missingRights, type Right, rightsOn, rightsText } from '../../cluster/rights.ts';
import type { Target } from '../../cluster/target.ts';
import { fitName } from '../../naming/fit-name.ts';
import { getOverlay, renderOverlay } from './overlay-route.ts';
import { pathKeys, pathsOf, whyNoOverlay } from './overlay-rules.ts';
import type { VersionNames } from './route-weights.ts';
import type { TesterMatch } from './testers.ts';

/** API group of routes. */
const GROUP = 'gateway.networking.k8s.io';

/** The canary has a Service of its own, in either way. */
export const SERVICE_RIGHTS: readonly Right[] = rightsOn('', 'services', 'create', 'delete');

/** What editing the weights of the user's route takes. */
export const WEIGHTS_RIGHTS: readonly Right[] = rightsOn(GROUP, 'httproutes', 'get', 'update');

/** The same for a GRPCRoute. */
export const GRPC_RIGHTS: readonly Right[] = rightsOn(GROUP, 'grpcroutes', 'get', 'update');

/** What an overlay takes. */
export const OVERLAY_RIGHTS: readonly Right[] = rightsOn(
  GROUP,
  'httproutes',
  'get',
  'list',
  'create',
  'update',
  'delete',
);

/** Kinds that attach something to a route by its name, which an overlay would not have. */
const POLICIES = ['SecurityPolicy', 'BackendTrafficPolicy', 'EnvoyExtensionPolicy'] as const;
const POLICY_API = 'gateway.envoyproxy.io/v1alpha1';

const LONGEST_NAME = 253;

/** Name of the overlay beside the user's route; names that get too long keep their beginning and a hash of all. */
export function overlayName(route: string): string {
  return fitName(route, '-canary', LONGEST_NAME);
}

/** Why an overlay cannot stand for the user's route here; undefined when it can. Changes nothing. */
export async function whyNotOverlaid(
  target: Target,
  route: HttpRoute,
  names: VersionNames,
  testers: readonly TesterMatch[],
): Promise<string | undefined> {
  const lacks = await missingRights(target, OVERLAY_RIGHTS);
  if (lacks.length > 0) return `the user of the kubeconfig may not ${rightsText(lacks)}`;
  const ofRules = whyNoOverlay(route.spec.rules ?? [], names, testers);
  if (ofRules !== undefined) return ofRules;
  const affected = (route.status?.parents ?? [])
    .flatMap(({ conditions = [] }) => conditions)
    .find(({ type, status }) => type.endsWith('PolicyAffected') && status === 'True');
  if (affected !== undefined)
    return `a policy is attached to it (${affected.type}), which an overlay would not have`;
  const name = overlayName(route.metadata.name);
  const taken = await target.kube.get({ ...kinds.route, namespace: target.namespace, name });
  if (taken !== undefined && (await getOverlay(target, name)) === undefined)
    return `the HTTPRoute ${name} exists and was not made by this action`;
  const why = (await whyRivals(target, route, names)) ?? (await whyPolicies(target, route));
  if (why !== undefined || taken !== undefined) return why; // ours: of a canary that is ended before this one begins
  const refusal = await refusalOf(target, renderOverlay(target, route, names, name, { testers }));
  return refusal === undefined ? undefined : `the cluster refuses a second HTTPRoute: ${refusal}`;
}

/** Another route of the same host and path would lose requests that it has now by its headers. */
async function whyRivals(
  { kube, namespace }: Target,
  route: HttpRoute,
  names: VersionNames,
): Promise<string | undefined> {
  const all = await kube.list<HttpRoute>(kinds.route.apiVersion, kinds.route.kind, { namespace });
  const paths = pathsOf(route.spec.rules ?? [], names);
  const rival = all.find(
    (other) =>
      other.metadata.name !== route.metadata.name &&
      other.metadata.labels?.[MANAGED_BY_LABEL] !== MANAGER &&
      sharesHost(other, route) &&
      (other.spec.rules ?? []).some((rule) => pathKeys(rule).some((key) => paths.has(key))),
  );
  return rival === undefined ? undefined : `HTTPRoute ${rival.metadata.name} has the same host and path`;
}

function sharesHost(a: HttpRoute, b: HttpRoute): boolean {
  const [ofA, ofB] = [a.spec.hostnames ?? [], b.spec.hostnames ?? []];
  return ofA.length === 0 && ofB.length === 0 ? true : ofA.some((host) => ofB.includes(host));
}

interface Policy extends KubeObject {
  readonly spec?: {
    readonly targetRef?: PolicyTarget;
    readonly targetRefs?: readonly PolicyTarget[];
  };
}

interface PolicyTarget {
  readonly kind?: string;
  readonly name?: string;
}

/** Policies that select routes by labels follow: an overlay has the labels of its route. */
async function whyPolicies({ kube, namespace }: Target, route: HttpRoute): Promise<string | undefined> {
  for (const kind of POLICIES) {
    try {
      const all = await kube.list<Policy>(POLICY_API, kind, { namespace });
      const found = all.find(({ spec = {} }) =>
        [spec.targetRef, ...(spec.targetRefs ?? [])].some(
          (at) => at?.kind === kinds.route.kind && at.name === route.metadata.name,
        ),
      );
      if (found !== undefined)
        return `the ${kind} ${found.metadata.name} is attached to it, which an overlay would not have`;
    } catch (error) {
      if (!(error instanceof ExternalError)) throw error;
      if (error.code === 'KUBE_FORBIDDEN')
        return `the user of the kubeconfig may not list whether a ${kind} is attached to it`;
      if (error.code !== 'KUBE_NOT_FOUND') throw error; // the cluster has no such kind
    }
  }
  return undefined;
}
