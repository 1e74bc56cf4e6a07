import { fitName } from './fit-name.ts';

/** What a label's value, a Service's or a Job's name may have. */
export const LONGEST_LABEL = 63;
/** A pod has the name of its Deployment and 17 characters more, within 63; longer ones are cut. */
const LONGEST_DEPLOYMENT = LONGEST_LABEL - 17;

/** Name of the canary's Deployment beside that of stable: short enough that its pods have all of it. */
export function canaryName(workload: string): string {
  return fitName(workload, '-canary', LONGEST_DEPLOYMENT);
}

/** Name of the Deployment with fresh pods of the old version beside the canary. */
export function baselineName(workload: string): string {
  return fitName(workload, '-baseline', LONGEST_DEPLOYMENT);
}
