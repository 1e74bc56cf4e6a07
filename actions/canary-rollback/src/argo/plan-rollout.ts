import type { InputProblem } from '@fairlead/core';
import { type Deployment, type ImageContainer, phaseOfRollout, ROLLOUT, type Rollout } from '@fairlead/kube';
import { digestIn, type PinnedImage, shortImage } from '@fairlead/oci';
import type { WithTemplate } from '../cluster/containers.ts';
import { refuseForOwner } from '../cluster/ownership.ts';
import { missingRights, type Right, rightsOn, rightsText } from '../cluster/rights.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryContext, CanaryInputs } from '../context.ts';
import { chooseContainer } from '../plan/choose-container.ts';
import { isImageProblem, wantedImage } from '../plan/wanted-image.ts';
import { getRollout, isPromoted } from './rollout.ts';

/** What it takes to work on a Rollout. */
export const ROLLOUT_RIGHTS: readonly Right[] = [
  ...rightsOn('argoproj.io', 'rollouts', 'get', 'update', 'patch'),
  ...rightsOn('argoproj.io', 'rollouts/status', 'patch'),
];

/** What a run of a Rollout would do. */
export type RolloutPlan =
  | { readonly kind: 'none' }
  | { readonly kind: 'unchanged'; readonly digest: string }
  | { readonly kind: 'problems'; readonly problems: readonly InputProblem[] }
  | {
      readonly kind: 'update';
      readonly container: ImageContainer;
      readonly image: PinnedImage;
      /** False: it is on its way to that image already. */
      readonly changes: boolean;
      /** Whether the image that it has now is one to go back to; that of an update that was aborted is none. */
      readonly restores: boolean;
    };

/** A run that comes after the commit only follows, and aborts by the status of the Rollout, which no repository holds. */
const OTHER_WAY = 'a commit with the image, after which this step follows the Rollout';

/** Asks the cluster what a run would do. Changes nothing. */
export async function planRollout(context: CanaryContext, target: Target): Promise<RolloutPlan> {
  const { inputs } = context;
  const image = await wantedImage(context);
  if (isImageProblem(image)) return problems(image);
  if (image === undefined) return { kind: 'problems', problems: [] }; // told by the check of the input
  const rollout = await getRollout(target);
  if (rollout === undefined) {
    const known = (await target.kube.apiVersions()).includes(ROLLOUT.apiVersion);
    const allowed = 'fairlead, or a cluster with Argo Rollouts';
    const problem = `has no kind ${ROLLOUT.kind} (${ROLLOUT.apiVersion}) in this cluster`;
    return known ? { kind: 'none' } : problems({ input: 'backend', value: inputs.backend, problem, allowed });
  }
  const lacks = await missingRights(target, ROLLOUT_RIGHTS);
  if (lacks.length > 0)
    return problems({
      input: 'kubeconfig',
      problem: `its user may not ${rightsText(lacks)} in namespace ${target.namespace}`,
      allowed: 'a user with the rights that the README lists for the backend argo-rollouts',
    });
  const plan = planUpdate(rollout, image, inputs);
  if (plan.kind !== 'update' || !plan.changes) return plan;
  const wish = { input: 'workload', value: inputs.workload };
  const owned = await refuseForOwner(target.kube, rollout, wish, OTHER_WAY);
  return owned === undefined ? plan : problems(owned);
}

function planUpdate(rollout: Rollout, image: PinnedImage, inputs: CanaryInputs): RolloutPlan {
  const { template } = rollout.spec;
  const wrong = (problem: string, allowed: string): RolloutPlan =>
    problems({ input: 'workload', value: inputs.workload, problem, allowed });
  if (template === undefined)
    return wrong(
      'is a Rollout whose pods are described by another object (workloadRef)',
      'a Rollout with a template',
    );
  const described: WithTemplate & Pick<Deployment, 'metadata'> = {
    metadata: rollout.metadata,
    spec: { template },
  };
  const container = chooseContainer(described, image, inputs.container);
  if (isProblem(container)) return problems(container);
  const { phase, message } = phaseOfRollout(rollout);
  if (digestIn(container.image) === image.digest) {
    const done = phase === 'Healthy' && isPromoted(rollout);
    return done
      ? { kind: 'unchanged', digest: image.digest }
      : { kind: 'update', container, image, changes: false, restores: false };
  }
  if (phase === 'Healthy' || phase === 'Degraded')
    return {
      kind: 'update',
      container,
      image,
      changes: true,
      restores: phase === 'Healthy' && isPromoted(rollout),
    };
  const now = `is on its way to ${shortImage(container.image)} (${[phase, message].filter(Boolean).join(': ')})`;
  return wrong(now, 'a Rollout that is at rest; command: promote or abort ends the update');
}

function isProblem(answer: ImageContainer | InputProblem): answer is InputProblem {
  return 'problem' in answer;
}

function problems(one: InputProblem): RolloutPlan {
  return { kind: 'problems', problems: [one] };
}
