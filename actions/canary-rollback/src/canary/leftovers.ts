import { ExternalError } from '@fairlead/core';
import { PROVIDER_ANNOTATION } from '../cluster/names.ts';
import { unlessForbidden } from '../cluster/rights.ts';
import { getCanary, getService, type Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { findFuse } from '../fuse/fuse.ts';
import { makeHolder } from '../journal/holder.ts';
import { holderWords, type Journal } from '../journal/journal.ts';
import { createJournal, LOOK_MS, lockedBy, readJournal, seizeJournal } from '../journal/journal-store.ts';
import { isAlive } from '../journal/liveness.ts';
import { NO_SERVICE } from '../plan/choose-service.ts';
import type { StrayNames, TrafficRecord } from '../traffic/provider.ts';
import { findProvider, PROVIDERS } from '../traffic/registry.ts';
import { endCanary, type Rollback } from './roll-back.ts';

/** A run that is alive looks every second whether its canary is still its own. */
const TOLD_MS = 1.5 * LOOK_MS;

/** A canary that somebody else began. */
export interface FoundCanary {
  readonly journal: Journal;
  /** False: the journal is made up from what the cluster has, since the canary's own is gone. */
  readonly stored: boolean;
}

/**
 * Brings a workload into a known state before a new canary: what a dead run left is rolled back.
 *
 * @throws PolicyError CANARY_LOCKED when the run that holds the journal is alive.
 */
export async function recoverLeftovers(context: CanaryContext, target: Target): Promise<void> {
  const live = await findLiveJournal(context, target);
  if (live !== undefined) throw lockedBy(target, live);
  const found = await findCanary(context, target);
  if (found === undefined) return;
  const words = `a canary of ${target.workload} was left behind by ${holderWords(found.journal.holder)}; it is rolled back first`;
  context.log.notice(words);
  await rollBackFound(context, target, found);
}

/**
 * Ends a canary that somebody else began. @throws PolicyError CANARY_LOCKED when another was faster; else as `endCanary`.
 */
export async function rollBackFound(
  context: CanaryContext,
  target: Target,
  found: FoundCanary,
): Promise<Rollback> {
  const { clock, log } = context;
  const journal = await takeOver(context, target, found);
  return endCanary({ target, clock, log, toldUntil: clock.monotonic() + TOLD_MS }, journal);
}

/** The journal of a run that is alive; undefined when there is none or its run is dead. */
export async function findLiveJournal(
  { clock, log, signal, event }: CanaryContext,
  target: Target,
): Promise<Journal | undefined> {
  const stored = await readJournal(target);
  if (stored === undefined) return undefined;
  const { holder, phase } = stored.journal;
  log.info(`there is a journal of ${holderWords(holder)}, phase ${phase}; looking for a sign of life`);
  const me = { runId: event.runId, attempt: event.runAttempt };
  if (!(await isAlive(target, clock, stored, me, signal))) return undefined;
  return (await readJournal(target))?.journal ?? stored.journal;
}

/** Makes a canary that somebody else began ours to end. */
async function takeOver(
  context: CanaryContext,
  target: Target,
  { journal, stored }: FoundCanary,
): Promise<Journal> {
  const taken = { holder: makeHolder(context), phase: 'ending' } as const;
  if (stored) return seizeJournal(target, journal, taken);
  const made = { ...journal, ...taken };
  await createJournal(target, made);
  return made;
}

/** The canary of the workload, by its journal or by what is in the cluster. */
export async function findCanary(context: CanaryContext, target: Target): Promise<FoundCanary | undefined> {
  const stored = await readJournal(target);
  if (stored !== undefined) return { journal: stored.journal, stored: true };
  const journal = await findStray(context, target);
  return journal === undefined ? undefined : { journal, stored: false };
}

/** A canary without a journal: somebody deleted it. What is needed is read from the cluster. */
async function findStray({ inputs }: CanaryContext, target: Target): Promise<Journal | undefined> {
  const service = await serviceOf(inputs, target);
  const fuse = await unlessForbidden(() => findFuse(target));
  const made = ((await getCanary(target)) ?? fuse?.job)?.metadata.annotations?.[PROVIDER_ANNOTATION];
  const names = { service: service ?? target.workload, route: inputs.route ?? target.workload, made };
  const traffic = await findStrayTraffic(target, names, service);
  if (traffic === undefined) return undefined;
  return {
    schemaVersion: 2,
    phase: 'observing',
    holder: { token: '', runId: '', attempt: '', url: '', actor: '' },
    startedAt: '',
    fuse: fuse === undefined ? undefined : { uid: fuse.uid, litAt: fuse.litAt, traffic: fuse.traffic },
    promoteWithinMs: inputs.promoteWithin,
    workload: target.workload,
    container: '',
    traffic,
    stableImage: '',
    canaryImage: '',
    canaryDigest: '',
    steps: [],
    step: -1,
  };
}

/** The Service of a canary whose journal is gone; undefined for a worker. */
async function serviceOf({ service }: CanaryContext['inputs'], target: Target): Promise<string | undefined> {
  if (service !== undefined) return service === NO_SERVICE ? undefined : service;
  return (await getService(target, target.workload)) === undefined ? undefined : target.workload;
}

/** @throws ExternalError CANARY_JOURNAL where the canary was made for a provider that this version does not know. */
async function findStrayTraffic(
  target: Target,
  names: StrayNames,
  service: string | undefined,
): Promise<TrafficRecord | undefined> {
  const { made } = names;
  const maker = made === undefined ? undefined : findProvider(made);
  if (made !== undefined && maker === undefined)
    throw new ExternalError({
      code: 'CANARY_JOURNAL',
      message: `the canary of ${target.workload} has no journal, and its traffic is shifted by the provider ${JSON.stringify(made)}, which this version does not know; nothing was changed`,
      hint: 'run the version that made it with command: abort',
    });
  // Another provider would leave behind what the maker made, and ask for rights that nobody has given it.
  for (const provider of maker === undefined ? PROVIDERS : [maker]) {
    const data = await provider.findStray(target, names);
    if (data === undefined) continue;
    return {
      provider: provider.name,
      service: provider.reach === 'apart' ? names.service : service, // one that is apart began with one, deleted or not
      data,
    };
  }
  return undefined;
}
