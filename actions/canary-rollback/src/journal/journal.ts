import type { FuseRecord } from '../fuse/fuse.ts';
import type { PlannedStep } from '../traffic/plan-shares.ts';
import type { TrafficRecord } from '../traffic/provider.ts';
import { findProvider, PROVIDER_NAMES } from '../traffic/registry.ts';

/** How far a canary is. Written before the change that it names. `ending`: an abort or a later run rolls it back. */
export type Phase = 'preparing' | 'shifting' | 'observing' | 'passed' | 'ending';

/** What somebody asks the run to do that observes the canary. */
export interface Order {
  readonly kind: 'pause' | 'promote';
  /** `run 2002 of octocat`, and why. */
  readonly by: string;
}

/** Who runs a canary. */
export interface Holder {
  /** Made anew by every process, so that two runs with the same number are told apart. */
  readonly token: string;
  readonly runId: string;
  readonly attempt: string;
  /** The run's page, or empty. */
  readonly url: string;
  readonly actor: string;
  /** Why it does what it does, in one line, where somebody said so. */
  readonly reason?: string;
}

/** The deploy changes stable's pod template (a digest of it as it was), or only what it refers to: that then holds what the canary's copies do. */
export interface PromotionProof {
  readonly template: string | undefined;
  readonly copied: readonly { readonly kind: string; readonly of: string }[];
}

/**
 * All that is needed to rollback or finish a canary without the process that began it. It is kept in the cluster, so it
 * outlives a lost runner.
 */
export interface Journal {
  readonly schemaVersion: 2;
  readonly phase: Phase;
  readonly holder: Holder;
  /** ISO 8601. */
  readonly startedAt: string;
  /** What ends the canary when nobody does; undefined where only a run can. */
  readonly fuse?: FuseRecord | undefined;
  /** How long a canary that passed waits for its promotion. */
  readonly promoteWithinMs: number;
  readonly workload: string;
  readonly container: string;
  /** How the traffic was shifted, and what was there before. */
  readonly traffic: TrafficRecord;
  readonly stableImage: string;
  readonly canaryImage: string;
  readonly canaryDigest: string;
  /** How a promotion shows where stable ran the digest already, and only the configuration is new. */
  readonly proof?: PromotionProof | undefined;
  readonly steps: readonly PlannedStep[];
  /** Index of the step in work; -1 before the first. */
  readonly step: number;
  /** Written by another than the holder, who keeps it. */
  readonly order?: Order | undefined;
}

/** A journal, or why this version cannot read one. */
export type ReadJournal =
  | { readonly journal: Journal }
  | { readonly journal: undefined; readonly why: string };

/** Reads a journal. One of a provider that this version does not know is refused: the wrong one would do harm. */
export function parseJournal(text: string | undefined): ReadJournal {
  const journal = readJson(text) as Partial<Journal> | undefined;
  if (typeof journal !== 'object' || journal === null) return refused('it is not JSON');
  const { schemaVersion, holder, steps, traffic } = journal;
  if (schemaVersion !== 2) return refused(`its schema version is ${JSON.stringify(schemaVersion)}, not 2`);
  const isService = ['string', 'undefined'].includes(typeof traffic?.service);
  if (typeof holder?.token !== 'string' || !Array.isArray(steps) || traffic === undefined || !isService)
    return refused('parts of it are missing');
  const provider = findProvider(traffic.provider);
  if (provider === undefined)
    return refused(
      `its traffic is shifted by the provider ${JSON.stringify(traffic.provider)}, and this version knows only ${PROVIDER_NAMES.join(', ')}`,
    );
  const data = provider.readData(traffic.data);
  const service = traffic.service || undefined; // a worker's was the empty text once
  if (data === undefined || (service === undefined && provider.reach === 'apart'))
    return refused(`what it says of the provider ${provider.name} cannot be read`);
  const { promoteWithinMs = 15 * 60_000 } = journal; // one that was written before there was a choice
  return { journal: { ...(journal as Journal), promoteWithinMs, traffic: { ...traffic, service, data } } };
}

function refused(why: string): ReadJournal {
  return { journal: undefined, why };
}

function readJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `run 1001 of octocat (https://…)`, and `because of "HighErrorRate"` where a reason was given. */
export function holderWords({ runId, actor, url, reason }: Holder): string {
  const who = actor === '' ? '' : ` of ${actor}`;
  const why = reason === undefined ? '' : ` because of "${reason}"`;
  return `${runId === '' ? 'a local run' : `run ${runId}`}${who}${url === '' ? '' : ` (${url})`}${why}`;
}
