import type { RouteRule } from '../../cluster/objects.ts';
import { isService, type VersionNames } from './route-weights.ts';

/** `orders 75, orders-canary 25`, of the first rule that leads to stable. */
export function weightWords(rules: readonly RouteRule[], { stable, namespace }: VersionNames): string {
  const rule = rules.find(({ backendRefs }) =>
    backendRefs?.some((backend) => isService(backend, { name: stable, namespace })),
  );
  return (
    (rule?.backendRefs ?? []).map(({ name, weight }) => `${name} ${weight ?? 1}`).join(', ') || 'no backends'
  );
}
