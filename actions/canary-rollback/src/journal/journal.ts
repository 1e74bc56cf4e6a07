import type { PlannedStep } from '../traffic/plan-shares.ts';
import type { TrafficRecord } from '../traffic/provider.ts';

/** How far a canary is. Written before the change that it names. `ending`: an abort or a later run takes it back. */
export type Phase = 'preparing' | 'shifting' | 'observing' | 'passed' | 'ending';

/** Who runs a canary. */
export interface Holder {
  /** Made anew by every process, so that two runs with the same number are told apart. */
  readonly token: string;
  readonly runId: string;
  readonly attempt: string;
  /** The run's page, or empty. */
  readonly url: string;
  readonly actor: string;
}

/**
 * All that is needed to undo or finish a canary without the process that began it. It is kept in the cluster, so it
 * outlives a lost runner.
 */
export interface Journal extends TrafficRecord {
  readonly schemaVersion: 1;
  readonly phase: Phase;
  readonly holder: Holder;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly workload: string;
  readonly container: string;
  readonly stableImage: string;
  readonly canaryImage: string;
  readonly canaryDigest: string;
  readonly steps: readonly PlannedStep[];
  /** Index of the step in work; -1 before the first. */
  readonly step: number;
}

/** Reads a journal; undefined when the text is not one that this version knows. */
export function parseJournal(text: string | undefined): Journal | undefined {
  if (text === undefined) return undefined;
  try {
    const journal = JSON.parse(text) as Partial<Journal>;
    const known = journal.schemaVersion === 1 && journal.holder !== undefined && Array.isArray(journal.steps);
    return known ? (journal as Journal) : undefined;
  } catch {
    return undefined;
  }
}

/** `run 1001 of octocat (https://…)`. */
export function holderWords({ runId, actor, url }: Holder): string {
  const who = actor === '' ? '' : ` of ${actor}`;
  return `${runId === '' ? 'a local run' : `run ${runId}`}${who}${url === '' ? '' : ` (${url})`}`;
}
