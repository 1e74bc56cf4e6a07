import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Traffic that is made up; see `actions/canary-rollback/src/simulate/traffic.ts`. */
export interface Traffic {
  readonly rps: number;
  readonly share: number;
  readonly canaryErrors: number;
  readonly stableErrors: number;
  readonly burst?: { readonly seconds: number; readonly errors: number };
  readonly wavering?: number;
  readonly probes?: number;
  readonly pods: { readonly canary: number; readonly stable: number };
  readonly seconds: number;
}

interface Gain {
  readonly requests: number;
  readonly errors: number;
}

/** What both versions got between two looks. */
export interface TrafficLook {
  readonly atMs: number;
  readonly canary: Gain;
  readonly stable: Gain;
}

/** The rules of a run. */
export interface JudgeOptions {
  readonly limits: object;
  readonly windowMs: number;
  readonly intervalMs: number;
}

/** The decision of the action as it stands in its sources, and traffic for it. */
export interface Lab {
  looksAt(traffic: Traffic, intervalMs: number, random: () => number): Iterable<TrafficLook>;
  defaultOptions(): JudgeOptions;
  /** Kayenta's judge of one metric. */
  classify(canary: readonly number[], baseline: readonly number[]): 'pass' | 'high' | 'low' | 'nodata';
  binomial(random: () => number, trials: number, probability: number): number;
  secondsToRollback(
    looks: Iterable<TrafficLook>,
    traffic: Traffic,
    options: JudgeOptions,
  ): number | undefined;
}

/** Imports the sources: what is measured is what decides, and no copy of it. */
export async function openLab(root: string): Promise<Lab> {
  const path = join(root, 'actions/canary-rollback/src/simulate/lab.ts');
  return (await import(pathToFileURL(path).href)) as Lab;
}
