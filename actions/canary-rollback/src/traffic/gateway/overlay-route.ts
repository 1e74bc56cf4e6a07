import { ExternalError } from '@fairlead/core';
import type { OwnerReference } from '@fairlead/kube';
import { keptAnnotations, keptLabels } from '../../cluster/labels.ts';
import { canaryServiceName, isCanaryOf, madeLabels } from '../../cluster/names.ts';
import { type HttpRoute, kinds, type RouteRule } from '../../cluster/objects.ts';
import type { Target } from '../../cluster/target.ts';
import { writeNewest } from '../../cluster/write-newest.ts';
import type { Traffic } from '../provider.ts';
import { overlayRules } from './overlay-rules.ts';
import { takers, whyNotHeld } from './route-status.ts';
import { canaryShares, type OverlayData, type VersionNames } from './route-weights.ts';
import { weightWords } from './route-words.ts';
import { isTesterRule, type TesterMatch } from './testers.ts';

/** Which generation of the user's route was cloned: another one by now means that somebody changed it. */
const CLONED = 'fairlead.dev/cloned';

/** The overlay of the name, when it is ours. */
export async function getOverlay(target: Target, name: string): Promise<HttpRoute | undefined> {
  const found = await target.kube.get<HttpRoute>({ ...kinds.route, namespace: target.namespace, name });
  return isCanaryOf(target.workload, found?.metadata.labels) ? found : undefined;
}

/**
 * Traffic by a route of our own that wins over the user's wherever both apply. Theirs is read and never written, so the way
 * back is to delete an object of ours, and Kubernetes can do that alone.
 */
export function openOverlay(
  target: Target,
  service: string,
  { route, overlay, testers = [] }: OverlayData,
): Traffic {
  const { kube, namespace } = target;
  const names = { stable: service, canary: canaryServiceName(service), namespace };
  const ref = { ...kinds.route, namespace, name: overlay };
  const readUsers = (): Promise<HttpRoute | undefined> =>
    kube.get<HttpRoute>({ ...kinds.route, namespace, name: route });
  const usersOrGone = async (): Promise<HttpRoute> => {
    const found = await readUsers();
    if (found === undefined) throw gone(route);
    return found;
  };
  const withoutTesters = ({ spec: { rules = [] } }: HttpRoute): readonly RouteRule[] =>
    rules.filter((rule) => !isTesterRule(rule, testers));
  /** False when there is no overlay any more. `led`: who goes to the canary whatever its share is. */
  const write = (percent: number, led: readonly TesterMatch[] = []): Promise<boolean> =>
    writeNewest(async () => {
      const now = await getOverlay(target, overlay);
      if (now === undefined) return false;
      const users = await readUsers();
      if (users === undefined && percent > 0) throw gone(route);
      // Without theirs there is nothing to clone: then ours goes on without the canary.
      const rules =
        users === undefined
          ? withoutTesters(now).map((rule) => ({
              ...rule,
              backendRefs: (rule.backendRefs ?? []).filter(({ name }) => name !== names.canary),
            }))
          : overlayRules(users.spec.rules ?? [], names, percent, led);
      if (JSON.stringify(rules) !== JSON.stringify(now.spec.rules))
        await kube.replace({ ...now, spec: { ...now.spec, rules } });
      return true;
    });

  return {
    async begin(owner) {
      const users = await usersOrGone();
      await kube.create(renderOverlay(target, users, names, overlay, { owner }));
    },
    async read() {
      const [now, users] = await Promise.all([getOverlay(target, overlay), readUsers()]);
      if (now === undefined)
        return { share: 0, where: `no HTTPRoute ${overlay}`, keeps: () => false, lost: gone(overlay) };
      const shares = canaryShares(withoutTesters(now), names);
      const same = users !== undefined && now.metadata.annotations?.[CLONED] === identityOf(users);
      const where = `HTTPRoute ${overlay}: ${weightWords(now.spec.rules ?? [], names)}`;
      return {
        share: Math.max(0, ...shares),
        where: same ? where : `${where}; HTTPRoute ${route}, of which it is an overlay, was changed`,
        keeps: ({ percent }) =>
          same && shares.length > 0 && shares.every((share) => Math.abs(share - percent) < 0.5),
        ...(users === undefined ? { lost: gone(route) } : {}),
      };
    },
    async set({ percent }) {
      if (!(await write(percent, testers))) throw gone(overlay);
    },
    async pending() {
      const [now, users] = await Promise.all([getOverlay(target, overlay), readUsers()]);
      if (now === undefined || users === undefined) return undefined; // one that is gone is another's business
      return whyNotHeld(now, takers(users));
    },
    async clear() {
      await write(0);
    },
    async end() {
      if ((await getOverlay(target, overlay)) === undefined) return;
      await kube.remove(ref);
      if ((await getOverlay(target, overlay)) === undefined) return;
      const message = `HTTPRoute ${overlay} is still there`;
      throw new ExternalError({ code: 'CANARY_ROLLBACK_FAILED', message, retryable: true });
    },
  };

  function gone(name: string): ExternalError {
    return new ExternalError({
      code: 'CANARY_ROUTE_GONE',
      message: `HTTPRoute ${name} in namespace ${namespace} was deleted while the canary ran`,
      hint: 'make the route again (helm-deploy does when the chart has it), then run again',
    });
  }
}

/** The overlay before the first step: it gives everything to stable, as the user's route does. */
export function renderOverlay(
  { namespace, workload }: Target,
  users: HttpRoute,
  names: VersionNames,
  name: string,
  {
    owner,
    testers,
  }: { readonly owner?: OwnerReference | undefined; readonly testers?: readonly TesterMatch[] } = {},
): HttpRoute {
  const { labels, annotations } = users.metadata;
  return {
    ...kinds.route,
    metadata: {
      name,
      namespace,
      labels: { ...keptLabels(labels), ...madeLabels(workload) },
      annotations: { ...keptAnnotations(annotations), [CLONED]: identityOf(users) },
      ...(owner === undefined ? {} : { ownerReferences: [owner] }),
    },
    spec: { ...users.spec, rules: overlayRules(users.spec.rules ?? [], names, 0, testers) },
  };
}

function identityOf({ metadata: { uid = '', generation = 0 } }: HttpRoute): string {
  return `${uid}/${generation}`;
}
