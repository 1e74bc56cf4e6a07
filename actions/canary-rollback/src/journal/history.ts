import { errorMessage, type Logger } from '@fairlead/core';
import type { KubeObject } from '@fairlead/kube';
import { historyName, isCanaryOf, madeLabels } from '../cluster/names.ts';
import { kinds } from '../cluster/objects.ts';
import { getStable, type Target } from '../cluster/target.ts';
import { isConflict } from '../cluster/write-newest.ts';

/** What became of a version once. */
export interface PastVerdict {
  readonly digest: string;
  /** `passed`: it was promoted after its canary; `rolled-back`: a rule said no. */
  readonly verdict: 'passed' | 'rolled-back';
  /** ISO 8601. */
  readonly at: string;
  /** `run 1001 of octocat (https://…)`. */
  readonly by: string;
  /** Of a rollback: seconds from the first bad response until the canary's share was 0. */
  readonly recoverySeconds?: number | undefined;
}

/** How fast users were free of the bad versions that are remembered. */
export interface Recovery {
  /** From the first bad response until the canary's share was 0, oldest first. */
  readonly seconds: readonly number[];
  /** Their sum by their number: the mean time to recovery. */
  readonly mean: number;
  /** The one in the middle; of an even number the mean of the two there. */
  readonly median: number;
}

/** So many verdicts are kept. */
const MOST = 20;
const KEY = 'verdicts.json';
const TRIES = 3;

interface ConfigMap extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** What became of earlier versions, oldest first; nothing where nobody knows. */
export async function readHistory(target: Target): Promise<readonly PastVerdict[]> {
  return verdictsIn(await getMap(target));
}

/**
 * Adds a verdict. The ConfigMap belongs to stable's Deployment and goes with it. Whatever goes wrong is told and no more: no
 * canary hangs on its memory.
 */
export async function noteVerdict(target: Target, verdict: PastVerdict, log: Logger): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const map = await getMap(target);
      if (map !== undefined && !isCanaryOf(target.workload, map.metadata.labels)) {
        log.info(
          `ConfigMap ${map.metadata.name} is somebody else's: the verdict is not noted for later runs`,
        );
        return;
      }
      const verdicts = [...verdictsIn(map), verdict].slice(-MOST);
      if (map === undefined) await target.kube.create(await render(target, verdicts));
      else await target.kube.replace({ ...map, data: { [KEY]: JSON.stringify(verdicts) } });
      return;
    } catch (error) {
      if (isConflict(error) && attempt < TRIES) continue;
      log.info(`the verdict was not noted for later runs: ${errorMessage(error)}`);
      return;
    }
  }
}

/**
 * The digest to go back to: that of the newest version that passed and was not rolled back since. A rollback is no version,
 * so however often one goes back, it is to the same one.
 */
export function lastGood(history: readonly PastVerdict[]): PastVerdict | undefined {
  const last = new Map(history.map((past) => [past.digest, past]));
  return history.findLast((past) => last.get(past.digest) === past && past.verdict === 'passed');
}

/** Mean and median of all rollbacks whose time is known; undefined without any. Pure. */
export function recoveryOf(history: readonly PastVerdict[]): Recovery | undefined {
  const seconds = history.flatMap(({ recoverySeconds }) =>
    recoverySeconds === undefined ? [] : [recoverySeconds],
  );
  if (seconds.length === 0) return undefined;
  const sorted = seconds.toSorted((one, other) => one - other);
  const at = (index: number): number => sorted[Math.floor(index)] ?? 0;
  const half = (sorted.length - 1) / 2;
  return {
    seconds,
    mean: seconds.reduce((sum, each) => sum + each, 0) / seconds.length,
    median: (at(half) + at(half + 0.5)) / 2,
  };
}

/** The last verdict on a digest, if it was a rollback. */
export function rejectionOf(history: readonly PastVerdict[], digest: string): PastVerdict | undefined {
  const last = history.findLast((past) => past.digest === digest);
  return last?.verdict === 'rolled-back' ? last : undefined;
}

function getMap({ kube, namespace, workload }: Target): Promise<ConfigMap | undefined> {
  return kube.get<ConfigMap>({ ...kinds.configMap, namespace, name: historyName(workload) });
}

async function render(target: Target, verdicts: readonly PastVerdict[]): Promise<ConfigMap> {
  const { namespace, workload } = target;
  const stable = await getStable(target);
  const uid = stable?.metadata.uid;
  return {
    ...kinds.configMap,
    metadata: {
      name: historyName(workload),
      namespace,
      labels: madeLabels(workload),
      ...(uid === undefined
        ? {}
        : { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: workload, uid }] }),
    },
    data: { [KEY]: JSON.stringify(verdicts) },
  };
}

/** What cannot be read was written by somebody else: it is begun anew. */
function verdictsIn(map: ConfigMap | undefined): readonly PastVerdict[] {
  try {
    const read: unknown = JSON.parse(map?.data?.[KEY] ?? '[]');
    return Array.isArray(read) ? read.filter(isVerdict) : [];
  } catch {
    return [];
  }
}

function isVerdict(value: unknown): value is PastVerdict {
  const past = value as Partial<PastVerdict> | null;
  return typeof past?.digest === 'string' && (past.verdict === 'passed' || past.verdict === 'rolled-back');
}
