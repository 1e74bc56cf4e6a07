import type { BackendRef, RouteRule } from '../../cluster/objects.ts';
import type { TesterMatch } from './testers.ts';

/** The backends of each rule as they were before the canary. */
export type OriginalBackends = readonly (readonly BackendRef[])[];

/** What must be remembered of a route whose weights are edited. */
export interface WeightsData {
  /** Left out for an HTTPRoute. */
  readonly kind?: 'GRPCRoute' | undefined;
  readonly route: string;
  readonly original: OriginalBackends;
}

/** What must be remembered of an overlay: nothing of the user's route, which stays as it is. */
export interface OverlayData {
  readonly route: string;
  readonly overlay: string;
  /** Whose requests go to the canary whatever its share is. */
  readonly testers?: readonly TesterMatch[] | undefined;
}

/** What is remembered of either way. */
export type RouteData = WeightsData | OverlayData;

/** A Service by name, in the namespace of the route. */
export interface ServiceRef {
  readonly name: string;
  readonly namespace: string;
}

/** The Services of both versions, in the namespace of the route. */
export interface VersionNames {
  readonly stable: string;
  readonly canary: string;
  readonly namespace: string;
}

/** Whether a backend is the Service. A backend without namespace is in that of the route. */
export function isService(backend: BackendRef, { name, namespace }: ServiceRef): boolean {
  return (
    backend.name === name &&
    (backend.kind ?? 'Service') === 'Service' &&
    (backend.group ?? '') === '' &&
    (backend.namespace ?? namespace) === namespace
  );
}

/** Whether any rule names the Service. */
export function routesTo(rules: readonly RouteRule[], service: ServiceRef): boolean {
  return rules.some(({ backendRefs }) => backendRefs?.some((backend) => isService(backend, service)));
}

/** Whether any rule sends requests to the Service: a weight of 0 turns it off. */
export function hasWeight(rules: readonly RouteRule[], service: ServiceRef): boolean {
  return rules.some(({ backendRefs }) =>
    backendRefs?.some((backend) => isService(backend, service) && backend.weight !== 0),
  );
}

/** The backends to remember; the canary's own are left out. */
export function originalBackends(rules: readonly RouteRule[], canary: ServiceRef): OriginalBackends {
  return rules.map(({ backendRefs }) => (backendRefs ?? []).filter((backend) => !isService(backend, canary)));
}

/**
 * The rules with `percent` of stable's share given to the canary. Other backends of a rule keep their share: with them
 * in play all weights are taken times 100, so whole numbers stay exact.
 */
export function shiftRules(
  rules: readonly RouteRule[],
  original: OriginalBackends,
  names: VersionNames,
  percent: number,
): RouteRule[] {
  const { stable, canary } = refsOf(names);
  return rules.map((rule, index) => {
    const before = matchingOriginal(rule, original[index], names);
    if (before === undefined || !before.some((backend) => isService(backend, stable))) return rule;
    const backendRefs = before.flatMap((backend): BackendRef[] => {
      const weight = backend.weight ?? 1;
      if (!isService(backend, stable)) return [{ ...backend, weight: weight * 100 }];
      const unit = before.length === 1 ? Math.min(1, weight) : weight; // 0 stays 0: somebody turned it off
      return [
        { ...backend, weight: unit * (100 - percent) },
        { ...backend, name: canary.name, weight: unit * percent },
      ];
    });
    return { ...rule, backendRefs };
  });
}

/** The rules without the canary and with the weights of before. */
export function clearRules(
  rules: readonly RouteRule[],
  original: OriginalBackends,
  names: VersionNames,
): RouteRule[] {
  const { canary } = refsOf(names);
  return rules.map((rule, index) => {
    if (!rule.backendRefs?.some((backend) => isService(backend, canary))) return rule;
    const before = matchingOriginal(rule, original[index], names);
    return { ...rule, backendRefs: before ?? withoutCanary(rule, names) };
  });
}

/** The remembered backends, as long as the rule still names the same ones; somebody may have edited the route since. */
function matchingOriginal(
  rule: RouteRule,
  before: readonly BackendRef[] | undefined,
  names: VersionNames,
): readonly BackendRef[] | undefined {
  const identity = ({ weight: _, ...rest }: BackendRef): string =>
    JSON.stringify(Object.entries(rest).sort());
  const now = withoutCanary(rule, names).map(identity).join();
  return before !== undefined && before.map(identity).join() === now ? before : undefined;
}

/** Without anything remembered: the canary's weight goes back to its stable; a lone backend needs no weight. */
function withoutCanary(rule: RouteRule, names: VersionNames): readonly BackendRef[] {
  const { stable, canary } = refsOf(names);
  const backends = rule.backendRefs ?? [];
  const rest = backends.filter((backend) => !isService(backend, canary));
  if (rest.length === 1) return rest.map(({ weight: _, ...backend }) => backend);
  const freed = weightOf(backends, canary);
  return rest.map((backend) =>
    isService(backend, stable) && freed > 0 ? { ...backend, weight: (backend.weight ?? 1) + freed } : backend,
  );
}

/** The canary's share in percent in each rule that gives one of the two versions requests. */
export function canaryShares(rules: readonly RouteRule[], names: VersionNames): readonly number[] {
  const refs = refsOf(names);
  return rules.flatMap(({ backendRefs = [] }) => {
    const canary = weightOf(backendRefs, refs.canary);
    const both = canary + weightOf(backendRefs, refs.stable);
    return both === 0 ? [] : [(100 * canary) / both];
  });
}

/** What the backends of a Service weigh in a rule; one without a weight weighs 1. */
function weightOf(backends: readonly BackendRef[], service: ServiceRef): number {
  return backends
    .filter((backend) => isService(backend, service))
    .reduce((sum, { weight = 1 }) => sum + weight, 0);
}

function refsOf({ stable, canary, namespace }: VersionNames): {
  readonly stable: ServiceRef;
  readonly canary: ServiceRef;
} {
  return { stable: { name: stable, namespace }, canary: { name: canary, namespace } };
}
