import { canaryName } from '../../cluster/names.ts';
import { type HttpRoute, kinds } from '../../cluster/objects.ts';
import { rightsOn, unlessForbidden } from '../../cluster/rights.ts';
import { getCanaryService, isServiceNameTaken, type Target } from '../../cluster/target.ts';
import type { Provider, StrayNames } from '../provider.ts';
import { planRoute } from './plan-route.ts';
import { type RouteData, routesTo } from './route-weights.ts';
import { openRoute } from './shift-route.ts';

const GROUP = 'gateway.networking.k8s.io';

/** Weights on the backends of an HTTPRoute. */
export const gateway: Provider = {
  name: 'gateway',
  by: 'weights of an HTTPRoute',
  route: 'HTTPRoute',
  heldIn: 'the backendRefs of the HTTPRoute',
  readme: `**\`gateway\`** sets the weights of the \`backendRefs\` of an HTTPRoute (Gateway API) that has the Service as a backend; the input \`route\` names it. Shares are exact; the one that is told is that of the weights as they stand. The canary has its own Service, \`orders-canary\`. Its pods get another value for one label of stable's selector (\`app.kubernetes.io/instance\`, else \`app\`, else the first one), so stable's Service does not reach them.

- A NetworkPolicy or PodDisruptionBudget that selects by that label does not cover the canary. Another Service that selects without it reaches the canary beside the weights.
- Gateways hear of ended pods with a delay: let pods answer for some seconds after they are told to stop (a \`preStop\` sleep of 5 s).
- A tool that applies the route by server-side apply while the canary runs meets a conflict on its rules; helm-deploy does not.`,
  rights: [
    ...rightsOn('', 'services', 'create', 'delete'),
    ...rightsOn(GROUP, 'httproutes', 'get', 'update'),
  ],
  reach: 'apart',
  drainMs: 3_000, // gateways take up a changed route with a delay, two seconds by default in one of them
  noFuse: () => 'the weights of your own HTTPRoute are edited',
  plan: planRoute,
  readData: readRouteData,
  open: (target, { service, data }) => openRoute(target, service, data as RouteData),
  findStray: findStrayRoute,
  placeOf: (data) => `HTTPRoute ${(data as RouteData).route}`,
};

function readRouteData(data: unknown): RouteData | undefined {
  const { route, original } = (data ?? {}) as Partial<RouteData>;
  return typeof route === 'string' && Array.isArray(original) ? { route, original } : undefined;
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
  const found: RouteData = { route: name, original: [] };
  const ask = (): Promise<HttpRoute | undefined> => kube.get<HttpRoute>({ ...kinds.route, namespace, name });
  if (made === 'gateway') {
    await ask(); // who may not read the route cannot end the canary: said before anything is changed
    return found;
  }
  const [route, foreign, own] = await Promise.all([
    unlessForbidden(ask), // one who may not read routes has shifted none
    isServiceNameTaken(target, service),
    getCanaryService(target, service),
  ]);
  if (own !== undefined) return found;
  const named = routesTo(route?.spec.rules ?? [], { name: canaryName(service), namespace });
  return named && !foreign ? found : undefined;
}
