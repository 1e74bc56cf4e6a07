import { PolicyError } from '@fairlead/core';
import type { PlannedStep } from '../traffic/plan-shares.ts';
import type { TrafficState } from '../traffic/provider.ts';

/**
 * A share that somebody else wrote is not the one that a step is to judge: a canary whose route is put back by another
 * tool would pass without traffic.
 *
 * @throws PolicyError CANARY_TRAFFIC_CHANGED; what the provider says of shares that have lost their place.
 */
export function assertShareKept(
  { keeps, where, lost }: TrafficState,
  step: PlannedStep,
  heldIn: string,
): void {
  if (lost !== undefined) throw lost;
  if (keeps(step)) return;
  throw new PolicyError({
    code: 'CANARY_TRAFFIC_CHANGED',
    message: `somebody else changed the canary's share of ${step.percent} %: ${where}`,
    hint: `find out who writes there; a GitOps controller must ignore ${heldIn} while a canary runs`,
  });
}
