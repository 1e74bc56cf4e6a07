import type { Labels } from '@fairlead/kube';
import { LONGEST_LABEL } from '../naming/canary-name.ts';
import { fitName } from '../naming/fit-name.ts';

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

/** Labels of everything that we make for a workload's canary. */
export function madeLabels(workload: string): Labels {
  return { [MANAGED_BY_LABEL]: MANAGER, [WORKLOAD_LABEL]: workloadValue(workload) };
}

/** Labels that pick exactly the pods of a workload's canary. */
export function canarySelector(workload: string): Labels {
  return { [TRACK_LABEL]: 'canary', [WORKLOAD_LABEL]: workloadValue(workload) };
}

/** Labels that pick the pods of the baseline. */
export function baselineSelector(workload: string): Labels {
  return { [TRACK_LABEL]: 'baseline', [WORKLOAD_LABEL]: workloadValue(workload) };
}

/** Labels that all pods of our making have, and none of stable's own. */
export function ownSelector(workload: string): Labels {
  return { [WORKLOAD_LABEL]: workloadValue(workload) };
}

function workloadValue(workload: string): string {
  return fitName(workload, '', LONGEST_LABEL);
}

/** Name of the canary's Service beside stable's. */
export function canaryServiceName(service: string): string {
  return fitName(service, '-canary', LONGEST_LABEL);
}

/** Most objects may have a name of so many characters. */
const LONGEST_NAME = 253;

/** Name of a ConfigMap or Secret of the canary's own beside that of stable. */
export function copyName(name: string): string {
  return fitName(name, '-canary', LONGEST_NAME);
}

/** Name of the ConfigMap with the journal. */
export function journalName(workload: string): string {
  return fitName(workload, '-fairlead', LONGEST_LABEL);
}

/** Name of the ConfigMap that remembers what became of earlier versions. */
export function historyName(workload: string): string {
  return fitName(workload, '-fairlead-history', LONGEST_LABEL);
}

/** Name of the Job that is the canary's fuse. */
export function fuseName(workload: string): string {
  return fitName(workload, '-fairlead', LONGEST_LABEL);
}

/** Name of the Job that takes the traffic away before the fuse takes the pods. */
export function trafficFuseName(workload: string): string {
  return fitName(workload, '-fairlead-traffic', LONGEST_LABEL);
}

/** Whether we made an object as part of a workload's canary. Others may have the same name. */
export function isCanaryOf(workload: string, labels: Labels | undefined): boolean {
  return labels?.[MANAGED_BY_LABEL] === MANAGER && labels[WORKLOAD_LABEL] === workloadValue(workload);
}

/** A selector as kubectl and the API take it. */
export function selectorText(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}
