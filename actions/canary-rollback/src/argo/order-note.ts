import type { Rollout } from '@fairlead/kube';
import type { Target } from '../cluster/target.ts';
import type { RolloutOrder } from './patches.ts';
import { refOfRollout } from './rollout.ts';

/** Where a Rollout says who gave it its last order: its controller has no place for that. */
const ORDER_ANNOTATION = 'fairlead.dev/last-order';

/** An order by one of our commands. */
export interface OrderNote {
  readonly order: RolloutOrder;
  /** `run 2002 of octocat because of "HighErrorRate"`. */
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Notes who gives an order and why, before it is given: the run that follows the Rollout tells it. */
export async function noteOrder(target: Target, note: OrderNote): Promise<void> {
  const annotations = { [ORDER_ANNOTATION]: JSON.stringify(note) };
  await target.kube.mergePatch(refOfRollout(target), { metadata: { annotations } });
}

/** The last order that was noted; undefined where none was, or where somebody else wrote there. */
export function lastOrder({ metadata }: Rollout): OrderNote | undefined {
  try {
    const note = JSON.parse(metadata.annotations?.[ORDER_ANNOTATION] ?? '') as Partial<OrderNote> | null;
    const { order, by, at } = note ?? {};
    return order === undefined || typeof by !== 'string' || typeof at !== 'string'
      ? undefined
      : { order, by, at };
  } catch {
    return undefined;
  }
}

/** Whether both are the same order. */
export function isSameOrder(one: OrderNote | undefined, other: OrderNote | undefined): boolean {
  return one?.order === other?.order && one?.by === other?.by && one?.at === other?.at;
}
