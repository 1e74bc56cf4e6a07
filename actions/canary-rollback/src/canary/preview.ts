import { type Clock, type Logger, PolicyError } from '@fairlead/core';
import { samplePods } from '../cluster/pod-health.ts';
import type { Target } from '../cluster/target.ts';
import type { JournalKeeper } from '../journal/heartbeat.ts';
import type { Order } from '../journal/journal.ts';
import { askPreview, type PreviewPlan } from '../plan/plan-preview.ts';

const POLL_MS = 1_000;

/** What the test before the switch needs. */
export interface PreviewTools {
  readonly target: Target;
  readonly clock: Clock;
  readonly log: Logger;
  readonly keeper: JournalKeeper;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** What somebody asks of the run by hand. */
  readonly asked: () => Order | undefined;
}

/**
 * Tests the new version before any user sees it: so many good answers in a row, with all pods ready. Whoever pauses the
 * run meanwhile tests it at leisure.
 *
 * @throws PolicyError CANARY_NOT_READY
 */
export async function testPreview(tools: PreviewTools, { ask, probes }: PreviewPlan): Promise<void> {
  const { target, clock, log, keeper, signal, timeoutMs, asked } = tools;
  let until = clock.monotonic() + timeoutMs;
  let good = 0;
  for (;;) {
    await keeper.beat();
    const held = asked()?.kind === 'pause';
    const wrong =
      (await whyNotReady(target)) ?? (ask === undefined ? undefined : await askPreview(target, ask, signal));
    good = wrong === undefined ? good + 1 : 0;
    if (wrong !== undefined) log.info(`preview: ${wrong}`);
    if (held) until = clock.monotonic() + timeoutMs;
    else if (good >= probes) return;
    if (clock.monotonic() >= until)
      throw new PolicyError({
        code: 'CANARY_NOT_READY',
        message: `the new version did not pass its test before the switch: ${wrong ?? `only ${good} of ${probes} good answers in a row`}, after ${Math.round(timeoutMs / 1000)} s`,
        hint: 'no user has seen it; preview-path and preview-probes say what is asked, ready-timeout how long',
      });
    await clock.sleep(POLL_MS, signal);
  }
}

async function whyNotReady(target: Target): Promise<string | undefined> {
  const { desired, ready, reason, restarts } = await samplePods(target);
  const why = reason === undefined ? '' : ` (${reason})`;
  if (restarts > 0) return `a container restarted${why}`;
  return ready >= desired && desired > 0 ? undefined : `${ready} of ${desired} pods are ready${why}`;
}
