import { countOf, markdownTable } from '@fairlead/core';
import { rolloutStatus } from '@fairlead/kube';
import { digestIn, shortImage } from '@fairlead/oci';
import { runningImage } from '../cluster/containers.ts';
import { samplePods } from '../cluster/pod-health.ts';
import { unlessForbidden } from '../cluster/rights.ts';
import { getStable, type Target } from '../cluster/target.ts';
import type { CanaryContext } from '../context.ts';
import { deadlineIn, findFuse } from '../fuse/fuse.ts';
import { type Recovery, readHistory, recoveryOf } from '../journal/history.ts';
import { holderWords } from '../journal/journal.ts';
import { readJournal, type StoredJournal } from '../journal/journal-store.ts';
import { openTraffic } from '../traffic/registry.ts';

/** Says how a canary stands. Changes nothing. */
export async function showStatus(context: CanaryContext, target: Target): Promise<void> {
  const { inputs } = context;
  const [stored, stable, history] = await Promise.all([
    readJournal(target),
    getStable(target),
    unlessForbidden(() => readHistory(target)),
  ]);
  const image =
    stable === undefined ? '' : runningImage(stable, stored?.journal.container ?? inputs.container);
  const stableWords =
    stable === undefined ? 'does not exist' : `${shortImage(image)}, ${rolloutStatus(stable).message}`;
  const canary = stored === undefined ? noCanary : await describeCanary(target, stored);
  const rows: Row[] = [['Stable', stableWords], ...canary.rows, ...recoveryRow(recoveryOf(history ?? []))];
  for (const [name, value] of rows) context.log.info(`${name.padEnd(8)} ${value}`);
  const phase = stored?.journal.phase ?? 'idle';
  const head = `Canary of \`${target.workload}\`: **${phase}**`;
  context.summarize(`${head}\n\n${markdownTable(['What', 'Now'], rows)}`);
  context.settle(phase);
  context.output('share', String(Number(canary.share.toFixed(1))));
  context.output('stable-digest', digestIn(image) ?? '');
  context.output('canary-digest', stored?.journal.canaryDigest ?? '');
}

type Row = readonly [string, string];

interface CanaryStatus {
  readonly rows: readonly Row[];
  /** The canary's share of traffic in percent. */
  readonly share: number;
}

const noCanary: CanaryStatus = { rows: [['Canary', 'none is under way']], share: 0 };

/** How fast users were free of bad versions before. */
function recoveryRow(recovery: Recovery | undefined): readonly Row[] {
  if (recovery === undefined) return [];
  const { seconds, mean, median } = recovery;
  const times = seconds.map((each) => `${each} s`).join(', ');
  const words = `${countOf(seconds.length, 'rollback')} in ${times}: mean ${mean.toFixed(1)} s, median ${median.toFixed(1)} s`;
  return [['Recovery', words]];
}

/** When Kubernetes takes the canary away, unless a run lengthens that. */
function fuseRow(fuse: Awaited<ReturnType<typeof findFuse>>): readonly Row[] {
  if (fuse === undefined) return [];
  const seconds = deadlineIn(fuse.job);
  if (seconds === undefined) return [['Fuse', 'disarmed, since stable could not serve']];
  const end = new Date(Date.parse(fuse.litAt) + seconds * 1000);
  return [['Fuse', `ends the canary at ${end.toISOString()}, unless a run lengthens it`]];
}

async function describeCanary(target: Target, { journal, heartbeat }: StoredJournal): Promise<CanaryStatus> {
  const [{ share, where }, pods, fuse] = await Promise.all([
    openTraffic(target, journal.traffic).read(),
    samplePods(target),
    unlessForbidden(() => findFuse(target)),
  ]);
  const steps = journal.steps.length;
  const canary = `${shortImage(journal.canaryImage)}, ${pods.ready} of ${pods.desired} ready, ${pods.restarts} restarts`;
  const step = journal.step < 0 ? `before step 1 of ${steps}` : `step ${journal.step + 1} of ${steps}`;
  const rows: Row[] = [
    ['Canary', canary],
    ['Phase', `${journal.phase}, ${step}`],
    ['Traffic', `${share.toFixed(1)} % to the canary (${where})`],
    ...fuseRow(fuse),
    ...(journal.order === undefined
      ? []
      : [['Asked', `${journal.order.kind}, by ${journal.order.by}`] as const]),
    ['Held by', `${holderWords(journal.holder)} since ${journal.startedAt}, last seen ${heartbeat}`],
  ];
  return { rows, share };
}
