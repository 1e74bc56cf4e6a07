import { canaryServiceName } from '../../cluster/names.ts';
import { type HttpRoute, kinds } from '../../cluster/objects.ts';
import { unlessForbidden } from '../../cluster/rights.ts';
import { getCanaryService, isServiceNameTaken, type Target } from '../../cluster/target.ts';
import { type Provider, type StrayNames, servedBy } from '../provider.ts';
import { getOverlay, openOverlay } from './overlay-route.ts';
import { GRPC_RIGHTS, OVERLAY_RIGHTS, overlayName, SERVICE_RIGHTS } from './plan-overlay.ts';
import { planRoute } from './plan-route.ts';
import { type OverlayData, type RouteData, routesTo, type WeightsData } from './route-weights.ts';
import { openRoute } from './shift-route.ts';
import { isTester } from './testers.ts';

/** Weights on the backends of an HTTPRoute: of one of our own over the user's, or of theirs. */
export const gateway: Provider = {
  name: 'gateway',
  by: 'weights of an HTTPRoute or GRPCRoute',
  strategies: ['canary', 'blue-green'],
  leadsTesters: true,
  route: 'HTTPRoute or GRPCRoute',
  heldIn: 'the backendRefs of the route',
  readme: `**\`gateway\`** sets weights on the \`backendRefs\` of an HTTPRoute or GRPCRoute (Gateway API) that has the Service as a backend; the input \`route\` names it. Shares are exact; the one that is told is that of the weights as they stand. The canary has its own Service, \`orders-canary\`. Its pods get another value for one label of stable's selector (\`app.kubernetes.io/instance\`, else \`app\`, else the first one), so stable's Service does not reach them.

With \`gateway-mode: overlay\` your route is never written. The canary gets an HTTPRoute of its own, \`orders-canary\`: your rules that lead to the service, each match once for GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS, with filters and timeouts as they are. The Gateway API puts a match with a method before one without, so the overlay wins wherever both apply. The way back is to delete it. A tool that keeps your route as it is in Git (Argo CD, Flux, Helm) has nothing to put back.

With \`tester-match\` (\`header X-Canary=always\`, \`cookie tester=yes\`) requests that match go to the new version from its first step on, and with blue-green before the switch, whatever its share is. It takes an overlay: each match of yours stands there once more with that header. What testers do counts as users' requests.

\`gateway-mode: weights\` edits the weights of your route, and writes them back. \`auto\` takes the overlay unless one of these is so, and says which: it is a GRPCRoute, whose matches cannot be made more specific for all calls; a rule matches by method already; there would be more matches than the Gateway API allows; another route has the same host and path; a policy is attached to your route by its name (of Envoy Gateway, or any that says so in the route's status); the user lacks the rights, or the cluster refuses a second route; or the gateway takes the overlay and yet gives the canary no request.

- Requests that come another way keep their version: callers inside the cluster who use the Service by its name, and other routes that lead to it (the plan names them) stay with stable. Shares are those of the one route.
- A NetworkPolicy or PodDisruptionBudget that selects by that label does not cover the canary. Another Service that selects without it reaches the canary beside the weights.
- Gateways hear of ended pods with a delay: let pods answer for some seconds after they are told to stop (a \`preStop\` sleep of 5 s).
- With \`weights\`, a tool that applies the route by server-side apply while the canary runs meets a conflict on its rules; helm-deploy does not.`,
  rights: [...SERVICE_RIGHTS, ...OVERLAY_RIGHTS, ...GRPC_RIGHTS],
  reach: 'apart',
  drainMs: 3_000, // gateways take up a changed route with a delay, two seconds by default in one of them
  noFuse: (data) =>
    isOverlay(data) ? undefined : `the weights of your own ${placeOf(data as WeightsData)} are edited`,
  plan: planRoute,
  readData: readRouteData,
  open(target, record) {
    const { data } = record;
    return isOverlay(data)
      ? openOverlay(target, servedBy(record), data)
      : openRoute(target, servedBy(record), data as WeightsData);
  },
  findStray: findStrayRoute,
  mayBeIgnored: isOverlay,
  placeOf: (data) =>
    isOverlay(data) ? `HTTPRoute ${data.overlay}, an overlay of ${data.route}` : placeOf(data as WeightsData),
};

function placeOf({ kind, route }: WeightsData): string {
  return `${kind ?? kinds.route.kind} ${route}`;
}

function isOverlay(data: object): data is OverlayData {
  return typeof (data as Partial<OverlayData>).overlay === 'string';
}

function readRouteData(data: unknown): RouteData | undefined {
  const { route, kind, original, overlay, testers } = (data ?? {}) as Partial<WeightsData & OverlayData>;
  if (typeof route !== 'string') return undefined;
  if (typeof overlay === 'string')
    return { route, overlay, ...(Array.isArray(testers) ? { testers: testers.filter(isTester) } : {}) };
  if (!Array.isArray(original) || (kind !== undefined && kind !== kinds.grpcRoute.kind)) return undefined;
  return { ...(kind === undefined ? {} : { kind }), route, original };
}

/**
 * Ours is a canary that says so, a Service with its label, and a route that names its Service; but not where a Service of
 * that name is somebody else's.
 */
async function findStrayRoute(
  target: Target,
  { service, route: name, made }: StrayNames,
): Promise<RouteData | undefined> {
  const { kube, namespace } = target;
  const overlay = await unlessForbidden(() => getOverlay(target, overlayName(name)));
  if (overlay !== undefined) return { route: name, overlay: overlay.metadata.name };
  const grpc = await unlessForbidden(() => kube.get<HttpRoute>({ ...kinds.grpcRoute, namespace, name }));
  const onGrpc = routesTo(grpc?.spec.rules ?? [], { name: canaryServiceName(service), namespace });
  const found: RouteData = { ...(onGrpc ? { kind: 'GRPCRoute' } : {}), route: name, original: [] };
  const ask = (): Promise<HttpRoute | undefined> => kube.get<HttpRoute>({ ...kinds.route, namespace, name });
  if (made === 'gateway' && !onGrpc) {
    await ask(); // who may not read the route cannot end the canary: said before anything is changed
    return found;
  }
  const [route, foreign, own] = await Promise.all([
    unlessForbidden(ask), // one who may not read routes has shifted none
    isServiceNameTaken(target, service),
    getCanaryService(target, service),
  ]);
  if (own !== undefined) return found;
  const named = onGrpc || routesTo(route?.spec.rules ?? [], { name: canaryServiceName(service), namespace });
  return named && !foreign ? found : undefined;
}
