import type { Labels } from '@fairlead/kube';

/** Label that tells canary pods from stable ones. */
export const TRACK_LABEL = 'fairlead.dev/track';
/** Label that names the workload whose canary an object belongs to. */
export const WORKLOAD_LABEL = 'fairlead.dev/workload';
/** Label that says which tool made an object. */
export const MANAGED_BY_LABEL = 'app.kubernetes.io/managed-by';
/** Its value on what this action made. */
export const MANAGER = 'fairlead';

/** Annotation of the canary's Deployment and fuse that names how its traffic is shifted. */
export const PROVIDER_ANNOTATION = 'fairlead.dev/provider';

/** Labels that pick exactly the pods of a workload's canary. */
export function canarySelector(workload: string): Labels {
  return { [TRACK_LABEL]: 'canary', [WORKLOAD_LABEL]: workload };
}

/** Name of the canary's Deployment beside that of stable, and of its Service beside stable's. */
export function canaryName(name: string): string {
  return `${name}-canary`;
}

/** Name of the ConfigMap with the journal. */
export function journalName(workload: string): string {
  return `${workload}-fairlead`;
}

/** Name of the ConfigMap that remembers what became of earlier versions. */
export function historyName(workload: string): string {
  return `${workload}-fairlead-history`;
}

/** Name of the Job that is the canary's fuse. */
export function fuseName(workload: string): string {
  return `${workload}-fairlead`;
}

/** Whether we made an object as part of a workload's canary. Others may have the same name. */
export function isCanaryOf(workload: string, labels: Labels | undefined): boolean {
  return labels?.[MANAGED_BY_LABEL] === MANAGER && labels[WORKLOAD_LABEL] === workload;
}

/** A selector as kubectl and the API take it. */
export function selectorText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** A pod's name is its Deployment's plus 17 characters, and a name has at most 63. */
export const LONGEST_WORKLOAD = 63 - 17 - '-canary'.length;
