import { CancelledError, classifyError, type FairleadError } from '@fairlead/core';
import { digestIn } from '@fairlead/oci';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { noteVerdict, type PastVerdict } from '../journal/history.ts';
import { holderWords, type Journal } from '../journal/journal.ts';
import type { MetricSource } from '../metrics/source.ts';
import { incidentOf } from '../observe/incident.ts';
import type { Timeline } from '../observe/timeline.ts';
import type { Limits } from '../verdict/types.ts';
import { withoutRollback, withRollback } from './failure.ts';
import { endCanary, type Rollback } from './roll-back.ts';
import type { RunRecord } from './run-record.ts';
import { notRecovered, type Verification, verifyBack } from './verify-back.ts';

/** A run that ends here. */
export interface EndingRun {
  readonly context: CanaryContext;
  readonly target: Target;
  readonly journal: Journal;
  readonly source: MetricSource;
  readonly timeline: Timeline;
  readonly rules: Limits;
}

/** How it ended. */
export type RunEnd = Pick<RunRecord, 'failure' | 'rollback' | 'verification'>;

/** Failures of which users suffered: whether they are well again is looked at. */
const HURT: readonly string[] = ['CANARY_FAILED', 'CANARY_PAUSE_EXPIRED', 'CANARY_INCONCLUSIVE'];
/** Failures that say something against the version. */
const BAD: readonly string[] = ['CANARY_FAILED', 'CANARY_PAUSE_EXPIRED', 'CANARY_NOT_READY'];

/** Rolls the canary back, looks whether users are well again, and notes it. Never throws: a failure comes back with what was done about it. */
export async function goBack(run: EndingRun, failure: FairleadError): Promise<RunEnd> {
  const { context, target, journal } = run;
  const { clock, log } = context;
  const keepEvidence = !(failure instanceof CancelledError) && failure.code !== 'CANARY_ABORTED';
  let rollback: Rollback;
  try {
    rollback = await context.stage('roll the canary back', () =>
      endCanary({ target, clock, log, keepEvidence }, journal),
    );
  } catch (thrown) {
    const second = classifyError(thrown);
    // The workload has somebody else's canary by now, and traffic is theirs to say.
    const ends = second.code === 'CANARY_ABORTED' ? second : withoutRollback(failure, second);
    return { failure: ends, rollback: undefined, verification: undefined };
  }
  const told = withRollback(failure, rollback);
  const drilled = digestIn(journal.stableImage) === journal.canaryDigest; // what stable runs is not bad by that
  if (BAD.includes(failure.code) && !drilled) await note(run, rollback);
  const verification = await verify(run, failure);
  // Who suffers of something else goes on suffering: that verdict says so already.
  const worse = verification?.result === 'not-recovered' && failure.code !== 'CANARY_INCONCLUSIVE';
  return { failure: worse ? notRecovered(verification, told) : told, rollback, verification };
}

function note(
  { context, target, journal, timeline, rules }: EndingRun,
  { trafficSeconds }: Rollback,
): Promise<void> {
  const { canaryDigest: digest, holder } = journal;
  const at = new Date(target.kube.now()).toISOString();
  const incident = incidentOf(timeline, rules, trafficSeconds);
  const recoverySeconds =
    incident === undefined ? undefined : Number((incident.lastBad - incident.firstBad).toFixed(1));
  const past: PastVerdict = { digest, verdict: 'rolled-back', at, by: holderWords(holder), recoverySeconds };
  return noteVerdict(target, past, context.log);
}

/** Undefined where there was nothing to look at, or where somebody cancelled it. */
async function verify(run: EndingRun, { code }: FairleadError): Promise<Verification | undefined> {
  const { context, target, journal, source, timeline, rules } = run;
  const { clock, log, signal, inputs } = context;
  const last = timeline.polls.at(-1)?.sample.atMs;
  if (last === undefined || inputs.recoverWithin === 0 || !HURT.includes(code)) return undefined;
  const usual = timeline.polls.find(({ sample }) => sample.stable?.errorPercent !== undefined)?.sample.stable;
  const began = clock.monotonic();
  const now = (): number => last + Math.round(clock.monotonic() - began);
  try {
    const found = await context.stage('look whether users are well again', () =>
      verifyBack(
        { target, clock, log, source, rules, usual, now, withinMs: inputs.recoverWithin, signal },
        journal,
      ),
    );
    if (found.result === 'recovered') log.info(found.words);
    else log.warn(found.words);
    return found;
  } catch (error) {
    if (!(error instanceof CancelledError))
      log.warn(`nobody looked whether users are well again: ${classifyError(error).message}`);
    return undefined;
  }
}
