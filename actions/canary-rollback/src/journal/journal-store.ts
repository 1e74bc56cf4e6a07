import { ExternalError, PolicyError } from '@fairlead/core';
import type { KubeObject } from '@fairlead/kube';
import { journalName, madeLabels } from '../cluster/names.ts';
import { kinds } from '../cluster/objects.ts';
import type { Target } from '../cluster/target.ts';
import { isConflict, writeNewest } from '../cluster/write-newest.ts';
import { ownedByFuse } from '../fuse/fuse.ts';
import { type Holder, holderWords, type Journal, type Order, parseJournal } from './journal.ts';

/** Annotation that a living run rewrites. */
export const HEARTBEAT = 'fairlead.dev/heartbeat';
/** A living run looks this often whether somebody asks something of it. */
export const LOOK_MS = 1_000;
/** A living run shows itself this often. */
export const HEARTBEAT_MS = 5_000;
const KEY = 'journal.json';

interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** A journal as it stands in the cluster. */
export interface StoredJournal {
  readonly journal: Journal;
  /** ISO 8601, by the cluster's clock. */
  readonly heartbeat: string;
}

/** Reads the journal; undefined when there is none. @throws ExternalError CANARY_JOURNAL when it cannot be understood. */
export async function readJournal(target: Target): Promise<StoredJournal | undefined> {
  const map = await getMap(target);
  if (map === undefined) return undefined;
  const read = parseJournal(map.data?.[KEY]);
  if (read.journal === undefined) {
    throw new ExternalError({
      code: 'CANARY_JOURNAL',
      message: `ConfigMap ${map.metadata.name} in namespace ${target.namespace} holds no journal that this version can read: ${read.why}; nothing was changed`,
      hint: 'run the version that wrote it with command: abort, or give the traffic to stable by hand and delete the ConfigMap',
    });
  }
  return { journal: read.journal, heartbeat: map.metadata.annotations?.[HEARTBEAT] ?? '' };
}

/** Takes the journal for a new canary. Creating is the lock: of two runs at once, one gets CANARY_LOCKED. */
export async function createJournal(target: Target, journal: Journal): Promise<void> {
  try {
    await target.kube.create(render(target, journal));
  } catch (error) {
    if (!isConflict(error)) throw error;
    const other = await readJournal(target);
    throw lockedBy(target, other?.journal);
  }
}

/**
 * Writes the next entry, with what somebody asks by now. Gives what was written.
 *
 * @throws PolicyError CANARY_ABORTED when somebody took the canary over or ended it.
 */
export function writeJournal(target: Target, journal: Journal): Promise<Journal> {
  return replaceJournal(target, (now) => ({ ...journal, order: stillOurs(target, journal, now).order }));
}

/** The journal as it stands. @throws PolicyError CANARY_ABORTED as `writeJournal`. */
export async function lookAtJournal(target: Target, journal: Journal): Promise<Journal> {
  return stillOurs(target, journal, journalIn(await getMap(target)));
}

function stillOurs(target: Target, { holder }: Journal, now: Journal | undefined): Journal {
  if (now?.holder.token !== holder.token) throw takenOver(target, now);
  return now;
}

/** Leaves word for the run that observes; `undefined` takes it back. @throws PolicyError CANARY_LOCKED when the canary changed hands. */
export async function orderJournal(
  target: Target,
  { holder }: Journal,
  order: Order | undefined,
): Promise<void> {
  await replaceJournal(
    target,
    (now) => {
      if (now?.holder.token !== holder.token) throw lockedBy(target, now);
      return { ...now, order };
    },
    'keep the sign of life',
  );
}

/**
 * Takes a journal from its holder before its canary is ended: the holder, when it is alive, sees that at its next entry
 * and stops, and of several that would end the same canary one does.
 *
 * @throws PolicyError CANARY_LOCKED when somebody else was faster.
 */
export async function seizeJournal(
  target: Target,
  journal: Journal,
  taken: { readonly holder: Holder; readonly phase: Journal['phase'] },
): Promise<Journal> {
  return replaceJournal(target, (now) => {
    if (now?.holder.token !== journal.holder.token) throw lockedBy(target, now);
    return { ...journal, ...taken };
  });
}

/** Writes over what is there, unless `make` throws at it or somebody writes all the time. */
function replaceJournal(
  target: Target,
  make: (now: Journal | undefined) => Journal,
  life: 'a sign of life' | 'keep the sign of life' = 'a sign of life',
): Promise<Journal> {
  return writeNewest(async () => {
    const map = await getMap(target);
    const journal = make(journalIn(map));
    if (map === undefined) return journal;
    const { resourceVersion, annotations } = map.metadata;
    const next = render(target, journal);
    const kept = life === 'keep the sign of life' ? { annotations } : {};
    await target.kube.replace({ ...next, metadata: { ...next.metadata, ...kept, resourceVersion } });
    return journal;
  });
}

/** Ends the journal. One that somebody else holds by now is left alone. */
export async function removeJournal(target: Target, { holder }: Journal): Promise<void> {
  const { kube, namespace, workload } = target;
  const map = await getMap(target);
  if (map === undefined || journalIn(map)?.holder.token !== holder.token) return;
  await kube.remove({ ...kinds.configMap, namespace, name: journalName(workload) });
}

/**
 * Makes sure that nobody else has a canary of the workload by now, before ours is ended. Somebody who ends it too is no
 * hindrance; nor is a journal that is gone or cannot be read, for what it stood for must still be cleaned up.
 *
 * @throws PolicyError CANARY_ABORTED
 */
export async function assertNotTakenOver(target: Target, { holder }: Journal): Promise<void> {
  const now = journalIn(await getMap(target));
  if (now === undefined || now.holder.token === holder.token || now.phase === 'ending') return;
  throw takenOver(target, now);
}

/** The error of a canary that somebody else is running. */
export function lockedBy({ workload, namespace }: Target, journal: Journal | undefined): PolicyError {
  const who = journal === undefined ? 'another run' : holderWords(journal.holder);
  const since = journal === undefined ? '' : `, since ${journal.startedAt}, phase ${journal.phase}`;
  return new PolicyError({
    code: 'CANARY_LOCKED',
    message: `a canary of ${workload} in namespace ${namespace} is held by ${who}${since}`,
    hint: 'wait for that run, or end its canary with command: abort; a concurrency group in the workflow avoids this',
  });
}

function takenOver(target: Target, now: Journal | undefined): PolicyError {
  if (now === undefined) return endedElsewhere(target, `ConfigMap ${journalName(target.workload)}`);
  const verb = now.phase === 'ending' ? 'rolled back' : 'taken over';
  return aborted(target, `${verb} by ${holderWords(now.holder)}`);
}

/** The error of a canary of which an object that only its end takes away is gone. */
export function endedElsewhere(target: Target, gone: string): PolicyError {
  return aborted(target, `ended by somebody else (${gone} is gone)`);
}

function aborted({ workload }: Target, by: string): PolicyError {
  return new PolicyError({
    code: 'CANARY_ABORTED',
    message: `the canary of ${workload} was ${by} while this run observed it`,
    hint: 'nothing, if that was meant',
  });
}

/** The journal, when there is one that can be read. */
function journalIn(map: ConfigMap | undefined): Journal | undefined {
  return parseJournal(map?.data?.[KEY]).journal;
}

function getMap({ kube, namespace, workload }: Target): Promise<ConfigMap | undefined> {
  return kube.get<ConfigMap>({ ...kinds.configMap, namespace, name: journalName(workload) });
}

function render(target: Target, journal: Journal): ConfigMap {
  const { kube, namespace, workload } = target;
  const { fuse } = journal;
  return {
    ...kinds.configMap,
    metadata: {
      name: journalName(workload),
      namespace,
      labels: madeLabels(workload),
      annotations: { [HEARTBEAT]: new Date(kube.now()).toISOString() },
      ...(fuse === undefined ? {} : { ownerReferences: [ownedByFuse(target, fuse)] }),
    },
    data: { [KEY]: JSON.stringify(journal, null, 2) },
  };
}
