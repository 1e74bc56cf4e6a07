import { gatherFacts } from '../facts/gather-facts.ts';
import { matchSelector } from '../facts/match-selector.ts';
import { selectPods } from '../facts/select-facts.ts';
import type { Kube } from '../kube.ts';
import { collectEvidence, type Diagnosis } from './evidence.ts';
import { findProblems, type JudgeOptions } from './find-problems.ts';

/** Which pods, and how strictly. */
export interface DiagnoseOptions extends Partial<JudgeOptions> {
  readonly namespace: string;
  /** As kubectl takes it; it is also matched against ReplicaSets, so refused pods are found. Default: every pod. */
  readonly labelSelector?: string | undefined;
  /** Names of pods; narrows what the selector gives. */
  readonly pods?: readonly string[] | undefined;
}

/**
 * What is wrong with the pods of the newest revision at this moment, worst first, with log lines and events. Empty: nothing.
 * Asks the cluster; throws as `Kube` does.
 */
export async function diagnosePods(kube: Kube, options: DiagnoseOptions): Promise<readonly Diagnosis[]> {
  const { namespace, labelSelector = '', pods } = options;
  const facts = selectPods(
    await gatherFacts(kube, namespace),
    ({ kind, metadata }) =>
      matchSelector(labelSelector, metadata.labels) &&
      (pods === undefined || (kind === 'Pod' && pods.includes(metadata.name))),
  );
  const findings = findProblems(facts, { ...options, now: options.now ?? kube.now() });
  return Promise.all(findings.map((finding) => collectEvidence(kube, finding, facts)));
}
