import { digestIn } from '@fairlead/oci';
import type { Target } from '../cluster/target.ts';
import { isConflict } from '../cluster/write-newest.ts';
import type { CanaryContext } from '../context.ts';
import { type FuseRecord, lightFuse, removeFuse } from '../fuse/fuse.ts';
import type { Holder, Journal, PromotionProof } from '../journal/journal.ts';
import { createJournal, lockedBy, readJournal } from '../journal/journal-store.ts';
import { templateDigest } from '../observe/template-changes.ts';
import type { RunPlan } from '../plan/inspect.ts';
import { fuseRequest } from '../plan/plan-fuse.ts';

/**
 * Makes the workload's canary ours, before there is one: the fuse, then the journal that goes with it. Whoever dies in between
 * leaves a fuse that burns down alone.
 *
 * @throws PolicyError CANARY_LOCKED when somebody else was faster.
 */
export async function takeWorkload(
  { inputs }: CanaryContext,
  target: Target,
  plan: RunPlan,
  holder: Holder,
): Promise<Journal> {
  const fuse = plan.fused ? await lightOurs(target, plan, inputs.lease) : undefined;
  const startedAt = new Date(target.kube.now());
  const journal = firstJournal(plan, holder, startedAt, { fuse, promoteWithinMs: inputs.promoteWithin });
  try {
    await createJournal(target, journal);
  } catch (error) {
    if (fuse !== undefined) await removeFuse(target, fuse);
    throw error;
  }
  return journal;
}

async function lightOurs(target: Target, { stable, traffic }: RunPlan, forMs: number): Promise<FuseRecord> {
  try {
    return await lightFuse(target, fuseRequest(stable, traffic, forMs));
  } catch (error) {
    if (!isConflict(error)) throw error;
    throw lockedBy(target, (await readJournal(target))?.journal);
  }
}

/** The journal's first entry. */
function firstJournal(
  plan: RunPlan,
  holder: Holder,
  startedAt: Date,
  { fuse, promoteWithinMs }: Pick<Journal, 'fuse' | 'promoteWithinMs'>,
): Journal {
  return {
    schemaVersion: 2,
    phase: 'preparing',
    holder,
    startedAt: startedAt.toISOString(),
    fuse,
    promoteWithinMs,
    workload: plan.stable.metadata.name,
    container: plan.container.name,
    traffic: plan.traffic,
    stableImage: plan.container.image,
    canaryImage: plan.image.text,
    canaryDigest: plan.image.digest,
    proof: proofOf(plan),
    steps: plan.steps.steps,
    step: -1,
  };
}

/** Where the image is not new, it cannot show that the canary was promoted. */
function proofOf({ stable, container, image, configuration }: RunPlan): PromotionProof | undefined {
  if (digestIn(container.image) !== image.digest) return undefined;
  const { copies, changesPods } = configuration;
  return {
    template: changesPods ? templateDigest(stable.spec.template) : undefined,
    copied: copies.map(({ kind, of }) => ({ kind, of })),
  };
}
