import type { HttpRoute, RouteParentStatus } from '../../cluster/objects.ts';

const NEEDED = ['Accepted', 'ResolvedRefs'] as const;

/**
 * Why a route does not hold yet; undefined when as many gateways as are wanted have taken it as it stands, with its references
 * resolved. Conditions of an older generation speak of what it was before.
 */
export function whyNotHeld(route: HttpRoute, wanted: number): string | undefined {
  const { kind } = route;
  const { name, generation = 0 } = route.metadata;
  const reasons = parentsOf(route).map((parent) => whyNot(parent, generation));
  if (reasons.filter((why) => why === undefined).length >= Math.max(1, wanted)) return undefined;
  const why = reasons.find((words) => words !== undefined) ?? 'no gateway has taken it yet';
  return `${kind} ${name}: ${why}`;
}

/** How many gateways take a route, in whichever generation. */
export function takers(route: HttpRoute): number {
  return parentsOf(route).filter(({ conditions = [] }) =>
    conditions.some(({ type, status }) => type === 'Accepted' && status === 'True'),
  ).length;
}

function parentsOf({ status }: HttpRoute): readonly RouteParentStatus[] {
  return status?.parents ?? [];
}

function whyNot({ conditions = [] }: RouteParentStatus, generation: number): string | undefined {
  for (const type of NEEDED) {
    const found = conditions.find((condition) => condition.type === type);
    if (found === undefined || (found.observedGeneration ?? generation) < generation)
      return `its gateway has not said ${type} of generation ${generation} yet`;
    if (found.status !== 'True')
      return `${type} is ${found.status} (${[found.reason, found.message].filter(Boolean).join(': ')})`;
  }
  return undefined;
}
