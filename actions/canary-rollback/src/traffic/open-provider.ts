import type { Target } from '../cluster/target.ts';
import { createGatewayProvider } from './gateway-route.ts';
import type { TrafficProvider, TrafficRecord } from './provider.ts';
import { createReplicaProvider } from './replica-ratio.ts';

/** The provider that a journal names. */
export function openProvider(target: Target, journal: TrafficRecord): TrafficProvider {
  if (journal.provider === 'replicas' || journal.route === undefined) return createReplicaProvider(target);
  return createGatewayProvider(target, {
    route: journal.route,
    service: journal.service,
    original: journal.original ?? [],
  });
}
