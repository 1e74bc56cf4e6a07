import { PolicyError } from '@fairlead/core';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { makeHolder } from '../journal/holder.ts';
import { holderWords, type Order } from '../journal/journal.ts';
import { orderJournal, readJournal, type StoredJournal } from '../journal/journal-store.ts';
import { DEAD_AFTER_MS } from '../journal/liveness.ts';
import { showDryRun } from './dry-run.ts';
import { nothingToDo } from './nothing-to-do.ts';

type Command = 'pause' | 'resume' | 'promote';

const OUTCOMES = { pause: 'paused', resume: 'resumed', promote: 'promoted' } as const;

/**
 * Asks the run that observes a canary to hold it, to go on, or to let it pass now. The run hears it within a second.
 *
 * @throws PolicyError CANARY_NOT_OBSERVED when no run observes it.
 */
export function orderBy(command: Command): (context: CanaryContext, target: Target) => Promise<void> {
  return async (context, target) => {
    const stored = await readJournal(target);
    if (stored === undefined) return nothingToDo(context, target);
    assertObserved(target, stored);
    const { journal } = stored;
    const whom = holderWords(journal.holder);
    if (context.inputs.dryRun) return showDryRun(context, `would ask ${whom} to ${command} the canary`);
    await orderJournal(target, journal, orderOf(command, holderWords(makeHolder(context))));
    const words = `${whom} was asked to ${command} the canary of ${target.workload}`;
    context.log.notice(words);
    context.settle(OUTCOMES[command], words);
    context.summarize(words);
  };
}

function orderOf(command: Command, by: string): Order | undefined {
  return command === 'resume' ? undefined : { kind: command, by };
}

function assertObserved({ workload, kube }: Target, { journal, heartbeat }: StoredJournal): void {
  const { phase, holder } = journal;
  const silentMs = kube.now() - Date.parse(heartbeat);
  const done = phase === 'passed' || phase === 'ending';
  if (!done && silentMs <= DEAD_AFTER_MS) return;
  const why = done
    ? `its phase is ${phase}`
    : `${holderWords(holder)} gave no sign of life for ${Math.round(silentMs / 1000)} s`;
  throw new PolicyError({
    code: 'CANARY_NOT_OBSERVED',
    message: `no run observes the canary of ${workload}: ${why}`,
    hint:
      phase === 'passed' ? 'deploy it, then command: finish; or command: abort' : 'command: abort ends it',
  });
}
