import type { Workload } from '../objects.ts';

/** Whether the controller has seen the newest spec; until then its status speaks of an older one. */
export function isObserved({ metadata, status }: Workload): boolean {
  return metadata.generation === undefined || (status?.observedGeneration ?? 0) >= metadata.generation;
}
