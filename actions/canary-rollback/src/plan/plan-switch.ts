import { formatDuration, type InputProblem } from '@fairlead/core';
import type { Deployment, ImageContainer, Service } from '@fairlead/kube';
import { replicasOf, type Target } from '../cluster/target.ts';
import type { CanaryInputs } from '../context.ts';
import type { PlannedStep } from '../traffic/plan-shares.ts';
import type { TrafficPlan } from './choose-traffic.ts';
import { type PreviewPlan, planPreview } from './plan-preview.ts';

/** What a switch is planned by. */
interface SwitchRequest {
  readonly stable: Deployment;
  readonly service: Service;
  readonly container: ImageContainer;
  readonly inputs: CanaryInputs;
}

/** A plan that gives all traffic over at once: with a test before, and the old version kept after the verdict. */
export async function planSwitch(
  target: Target,
  plan: TrafficPlan,
  { stable, service, container, inputs }: SwitchRequest,
): Promise<(TrafficPlan & { readonly preview: PreviewPlan }) | InputProblem> {
  const { maxCanaryReplicas: most, keep } = inputs;
  if (most !== undefined && most < replicasOf(stable))
    return {
      input: 'max-canary-replicas',
      value: String(most),
      problem: `is fewer than stable has: with strategy blue-green the new version runs in full`,
      allowed: `at least ${replicasOf(stable)}`,
    };
  const preview = await planPreview(target, service, stable, { ...inputs, container: container.name });
  if ('problem' in preview) return preview;
  const kept =
    keep > 0
      ? [
          `after the verdict the old version is kept for ${formatDuration(keep)}; command: abort goes back to it`,
        ]
      : [];
  return {
    ...plan,
    preview,
    steps: { ...plan.steps, steps: plan.steps.steps.flatMap((step) => [step, ...keepStep(step, keep)]) },
    notices: [...plan.notices, ...preview.notices, ...kept],
  };
}

function keepStep(step: PlannedStep, forMs: number): readonly PlannedStep[] {
  return forMs === 0 ? [] : [{ ...step, forMs, label: 'keep the old version', judged: true }];
}
