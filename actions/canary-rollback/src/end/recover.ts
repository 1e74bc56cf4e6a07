import { endCanary } from '../canary/undo.ts';
import { canaryName } from '../cluster/names.ts';
import { type HttpRoute, kinds } from '../cluster/objects.ts';
import { getCanary, type Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { holderWords, type Journal } from '../journal/journal.ts';
import { lockedBy, readJournal } from '../journal/journal-store.ts';
import { isAlive } from '../journal/liveness.ts';
import { notice } from '../notice.ts';
import { routesTo } from '../traffic/route-weights.ts';

/**
 * Brings a workload into a known state before a new canary: what a dead run left is taken back.
 *
 * @throws PolicyError CANARY_LOCKED when the run that holds the journal is alive.
 */
export async function recoverLeftovers(context: CanaryContext, target: Target): Promise<void> {
  const { clock, log, signal, event } = context;
  const stored = await readJournal(target);
  if (stored !== undefined) {
    const me = { runId: event.runId, attempt: event.runAttempt };
    log.info(`there is a journal of ${holderWords(stored.journal.holder)}, phase ${stored.journal.phase}`);
    if (await isAlive(target, clock, stored, me, signal)) throw lockedBy(target, stored.journal);
  }
  const journal = stored?.journal ?? (await findStray(target, context));
  if (journal === undefined) return;
  notice(
    context,
    `a canary of ${target.workload} was left behind by ${holderWords(journal.holder)}; it is taken back first`,
  );
  await endCanary({ target, clock, log }, journal);
}

/** A canary without a journal: somebody deleted it, or an abort was cut short. What is needed is read from the cluster. */
export async function findStray(target: Target, { inputs }: CanaryContext): Promise<Journal | undefined> {
  const service = inputs.service ?? target.workload;
  const name = inputs.route ?? target.workload;
  const [canary, route] = await Promise.all([
    getCanary(target),
    target.kube.get<HttpRoute>({ ...kinds.route, namespace: target.namespace, name }),
  ]);
  const rules = route?.spec.rules ?? [];
  const routed = routesTo(rules, canaryName(service));
  if (canary === undefined && !routed) return undefined;
  return {
    schemaVersion: 1,
    phase: 'observing',
    holder: { token: '', runId: '', attempt: '', url: '', actor: '' },
    startedAt: '',
    workload: target.workload,
    container: '',
    service,
    provider: routed ? 'gateway' : 'replicas',
    route: routed ? name : undefined,
    stableImage: '',
    canaryImage: '',
    canaryDigest: '',
    steps: [],
    step: -1,
  };
}
