import { countOf } from '@fairlead/core';
/** One step of a canary. */
export interface PlannedStep {
  /** The share that was asked for, in percent. */
  readonly percent: number;
  /** The share that is really reached, in percent. */
  readonly share: number;
  /** Canary pods of this step. */
  readonly replicas: number;
  /** How long it is observed at least, in milliseconds, where it is not as long as all of them. */
  readonly forMs?: number | undefined;
  /** Requests of users that it waits for, where that is not the number of all steps. */
  readonly requests?: number | undefined;
  /** It ends as soon as the canary is certified. */
  readonly early?: true | undefined;
  /** What it is for, where it is no share among others: `keep the old version`. */
  readonly label?: string | undefined;
  /** It follows a step that was judged already: requests are not counted anew. */
  readonly judged?: true | undefined;
}

/** Steps, and what had to be changed about the ones that were asked for. */
export interface StepPlan {
  readonly steps: readonly PlannedStep[];
  readonly notices: readonly string[];
}

/** Steps of a weighted route: every share is exact; all pods that the last step needs are there from the start. */
export function planWeightSteps(
  percents: readonly number[],
  stableReplicas: number,
  maxReplicas: number | undefined,
): StepPlan {
  const last = percents.at(-1) ?? 0;
  const wanted = Math.max(1, Math.ceil((stableReplicas * last) / 100));
  const replicas = Math.min(wanted, maxReplicas ?? wanted);
  return { steps: percents.map((percent) => ({ percent, share: percent, replicas })), notices: [] };
}

/**
 * Steps by the number of pods: c canary pods beside n stable ones get about c/(n+c) of the requests. With a
 * baseline there are c more of the old version. Each step takes the number of pods that comes nearest; steps that end up with the same number are merged.
 */
export function planReplicaSteps(
  percents: readonly number[],
  stableReplicas: number,
  maxReplicas: number = stableReplicas,
  baseline: boolean = false,
): StepPlan {
  const shareOf = (replicas: number): number =>
    replicaShare(replicas, stableReplicas + (baseline ? replicas : 0));
  const steps: PlannedStep[] = [];
  const notices: string[] = [];
  for (const percent of percents) {
    const replicas = nearestReplicas(percent, shareOf, Math.max(1, maxReplicas));
    const share = shareOf(replicas);
    const step = { percent, share, replicas };
    const last = steps.at(-1);
    if (last?.replicas === replicas) {
      notices.push(
        `step ${percent} % needs as many pods as step ${last.percent} % (${replicas} beside ${stableReplicas}, ${share.toFixed(1)} %); the two are one step`,
      );
      steps.pop();
    } else if (Math.abs(share - percent) >= 0.5) {
      notices.push(
        `step ${percent} % is really ${share.toFixed(1)} %: ${countOf(replicas, 'canary pod')} beside ${stableReplicas} stable`,
      );
    }
    steps.push(step);
  }
  return { steps, notices };
}

/** What a step is called: by its share, unless it is no share among others. */
export function stepName({ label, percent }: Pick<PlannedStep, 'label' | 'percent'>): string {
  return label ?? `${percent} %`;
}

/** The share of requests of c canary pods beside n stable ones, in percent. */
export function replicaShare(canary: number, stable: number): number {
  return canary + stable === 0 ? 0 : (100 * canary) / (canary + stable);
}

function nearestReplicas(percent: number, shareOf: (replicas: number) => number, max: number): number {
  let best = 1;
  for (let replicas = 2; replicas <= max; replicas++) {
    const distance = (count: number): number => Math.abs(shareOf(count) - percent);
    if (distance(replicas) < distance(best)) best = replicas;
  }
  return best;
}
