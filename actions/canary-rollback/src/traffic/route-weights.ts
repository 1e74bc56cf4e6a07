import { canaryName } from '../cluster/names.ts';
import type { BackendRef, RouteRule } from '../cluster/objects.ts';

/** The backends of each rule as they were before the canary. */
export type OriginalBackends = readonly (readonly BackendRef[])[];

/** Whether a backend is the Service of that name in the route's own namespace. */
export function isService(backend: BackendRef, name: string): boolean {
  const kind = backend.kind ?? 'Service';
  return (
    backend.name === name &&
    kind === 'Service' &&
    (backend.group ?? '') === '' &&
    backend.namespace === undefined
  );
}

/** Whether any rule sends requests to the Service. */
export function routesTo(rules: readonly RouteRule[], service: string): boolean {
  return rules.some(({ backendRefs }) => backendRefs?.some((backend) => isService(backend, service)));
}

/** The backends to remember; the canary's own are left out. */
export function originalBackends(rules: readonly RouteRule[], canary: string): OriginalBackends {
  return rules.map(({ backendRefs }) => (backendRefs ?? []).filter((backend) => !isService(backend, canary)));
}

/**
 * The rules with `percent` of stable's share given to the canary. Other backends of a rule keep their share: with them
 * in play all weights are taken times 100, so whole numbers stay exact.
 */
export function shiftRules(
  rules: readonly RouteRule[],
  original: OriginalBackends,
  names: { readonly stable: string; readonly canary: string },
  percent: number,
): RouteRule[] {
  return rules.map((rule, index) => {
    const before = matchingOriginal(rule, original[index], names.canary);
    if (before === undefined || !before.some((backend) => isService(backend, names.stable))) return rule;
    const backendRefs = before.flatMap((backend): BackendRef[] => {
      const weight = backend.weight ?? 1;
      if (!isService(backend, names.stable)) return [{ ...backend, weight: weight * 100 }];
      const unit = before.length === 1 ? 1 : weight;
      return [
        { ...backend, weight: unit * (100 - percent) },
        { ...backend, name: names.canary, weight: unit * percent },
      ];
    });
    return { ...rule, backendRefs };
  });
}

/** The rules without the canary and with the weights of before. */
export function restoreRules(
  rules: readonly RouteRule[],
  original: OriginalBackends,
  canary: string,
): RouteRule[] {
  return rules.map((rule, index) => {
    if (!rule.backendRefs?.some((backend) => isService(backend, canary))) return rule;
    const before = matchingOriginal(rule, original[index], canary);
    return { ...rule, backendRefs: before ?? withoutCanary(rule, canary) };
  });
}

/** The remembered backends, as long as the rule still names the same ones; somebody may have edited the route since. */
function matchingOriginal(
  rule: RouteRule,
  before: readonly BackendRef[] | undefined,
  canary: string,
): readonly BackendRef[] | undefined {
  const identity = ({ weight: _, ...rest }: BackendRef): string =>
    JSON.stringify(rest, Object.keys(rest).sort());
  const now = withoutCanary(rule, canary).map(identity).join();
  return before !== undefined && before.map(identity).join() === now ? before : undefined;
}

/** Without anything remembered: the canary's weight goes back to its stable; a lone backend needs no weight. */
function withoutCanary(rule: RouteRule, canary: string): readonly BackendRef[] {
  const backends = rule.backendRefs ?? [];
  const rest = backends.filter((backend) => !isService(backend, canary));
  if (rest.length === 1) return rest.map(({ weight: _, ...backend }) => backend);
  const freed = backends.find((backend) => isService(backend, canary))?.weight ?? 0;
  return rest.map((backend) =>
    canaryName(backend.name) === canary && freed > 0
      ? { ...backend, weight: (backend.weight ?? 1) + freed }
      : backend,
  );
}

/** The canary's share of the rules that name it, in percent; the largest when rules differ. */
export function canaryShare(
  rules: readonly RouteRule[],
  names: { readonly stable: string; readonly canary: string },
): number {
  const shares = rules.map(({ backendRefs = [] }) => {
    const weightOf = (name: string): number =>
      backendRefs
        .filter((backend) => isService(backend, name))
        .reduce((sum, backend) => sum + (backend.weight ?? 1), 0);
    const canary = weightOf(names.canary);
    const both = canary + weightOf(names.stable);
    return both === 0 ? 0 : (100 * canary) / both;
  });
  return Math.max(0, ...shares);
}
