import { ExternalError, listSome } from '@fairlead/core';
import { MANAGED_BY_LABEL, MANAGER } from '../../cluster/names.ts';
import { type HttpRoute, kinds } from '../../cluster/objects.ts';
import type { Target } from '../../cluster/target.ts';
import { hasWeight } from './route-weights.ts';

const MOST = 3;

/** Which other routes lead to the Service, for people: their requests are not shared out. Undefined without any. */
export async function otherRoutesWords(
  { kube, namespace }: Target,
  route: HttpRoute,
  service: string,
): Promise<string | undefined> {
  const listed = await Promise.all(
    [kinds.route, kinds.grpcRoute].map(({ apiVersion, kind }) =>
      unlessUnknown(() => kube.list<HttpRoute>(apiVersion, kind, { namespace })),
    ),
  );
  const others = listed
    .flat()
    .filter(
      ({ metadata, spec }) =>
        metadata.name !== route.metadata.name &&
        metadata.labels?.[MANAGED_BY_LABEL] !== MANAGER &&
        hasWeight(spec.rules ?? [], { name: service, namespace }),
    );
  if (others.length === 0) return undefined;
  const names = listSome(
    others.map(({ metadata }) => metadata.name),
    MOST,
  );
  return `${others.length === 1 ? 'another route leads' : 'other routes lead'} to ${service} too (${names}): what comes that way stays with stable, and shares are those of ${route.metadata.name} alone`;
}

/** Whoever may not list routes, or has no such kind, goes on without. */
async function unlessUnknown<T>(ask: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ExternalError && ['KUBE_FORBIDDEN', 'KUBE_NOT_FOUND'].includes(error.code))
      return [];
    throw error;
  }
}
