import { ExternalError } from '@fairlead/core';
import { canaryServiceName } from '../../cluster/names.ts';
import { type HttpRoute, kinds, type RouteRule } from '../../cluster/objects.ts';
import type { Target } from '../../cluster/target.ts';
import { writeNewest } from '../../cluster/write-newest.ts';
import type { Traffic } from '../provider.ts';
import { takers, whyNotHeld } from './route-status.ts';
import { canaryShares, clearRules, shiftRules, type WeightsData } from './route-weights.ts';
import { weightWords } from './route-words.ts';

/** The route of which something is remembered, in the namespace. */
function refOfRoute(namespace: string, { kind, route }: Pick<WeightsData, 'kind' | 'route'>) {
  return { ...(kind === 'GRPCRoute' ? kinds.grpcRoute : kinds.route), namespace, name: route };
}

/**
 * Weights on the backends of an HTTPRoute or GRPCRoute (Gateway API: `weight` of BackendRef,
 * https://gateway-api.sigs.k8s.io/reference/spec/).
 */
export function openRoute(target: Target, service: string, data: WeightsData): Traffic {
  const { original } = data;
  const { namespace } = target;
  const names = { stable: service, canary: canaryServiceName(service), namespace };
  const ref = refOfRoute(namespace, data);
  const place = `${ref.kind} ${ref.name}`;
  const change = (edit: (rules: readonly RouteRule[]) => readonly RouteRule[]): Promise<boolean> =>
    writeNewest(async () => {
      const now = await target.kube.get<HttpRoute>(ref);
      if (now === undefined) return false;
      const before = now.spec.rules ?? [];
      const rules = edit(before);
      if (JSON.stringify(rules) !== JSON.stringify(before))
        await target.kube.replace({ ...now, spec: { ...now.spec, rules } });
      return true;
    });
  return {
    begin: async () => undefined,
    async read() {
      const now = await target.kube.get<HttpRoute>(ref);
      if (now === undefined) return { share: 0, where: 'no route', keeps: () => false, lost: gone() };
      const rules = now.spec.rules ?? [];
      const shares = canaryShares(rules, names);
      return {
        share: Math.max(0, ...shares),
        where: `${place}: ${weightWords(rules, names)}`,
        keeps: ({ percent }) => shares.length > 0 && shares.every((share) => Math.abs(share - percent) < 0.5),
      };
    },
    async set({ percent }) {
      if (!(await change((rules) => shiftRules(rules, original, names, percent)))) throw gone();
    },
    async pending() {
      const now = await target.kube.get<HttpRoute>(ref);
      const taken = now === undefined ? 0 : takers(now);
      return now === undefined || taken === 0 ? undefined : whyNotHeld(now, taken); // no gateway speaks of it at all
    },
    async clear() {
      await change((rules) => clearRules(rules, original, names));
    },
    end: async () => {},
  };

  function gone(): ExternalError {
    return new ExternalError({
      code: 'CANARY_ROUTE_GONE',
      message: `${place} in namespace ${namespace} was deleted while the canary ran`,
      hint: 'make the route again (helm-deploy does when the chart has it), then run again',
    });
  }
}
