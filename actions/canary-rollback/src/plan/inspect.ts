import { type InputProblem, oncePer } from '@fairlead/core';
import {
  type Deployment,
  findOwnership,
  type ImageContainer,
  type Ownership,
  rolloutStatus,
  type Service,
} from '@fairlead/kube';
import { digestIn, type PinnedImage, readPinnedImage } from '@fairlead/oci';
import { runningImage } from '../cluster/containers.ts';
import { ownerNotices } from '../cluster/ownership.ts';
import { getStable, replicasOf, type Target } from '../cluster/target.ts';
import { type ConfigurationPlan, planConfigurationOnce } from '../configuration/plan-configuration.ts';
import type { CanaryContext, CanaryInputs } from '../context.ts';
import { chooseContainer } from './choose-container.ts';
import { chooseService } from './choose-service.ts';
import { chooseTraffic, type TrafficPlan } from './choose-traffic.ts';
import { explainMissing } from './explain-missing.ts';
import { type FusePlan, planFuse } from './plan-fuse.ts';
import type { PreviewPlan } from './plan-preview.ts';
import { planSwitch } from './plan-switch.ts';
import { wishesOf, withWishes } from './steps.ts';
import { findTargetProblems } from './target-problems.ts';
import { isImageProblem, wantedImage } from './wanted-image.ts';

/** A canary that can be run. */
export interface RunPlan extends TrafficPlan, FusePlan {
  readonly kind: 'canary';
  readonly stable: Deployment;
  /** Undefined: a worker, which nobody reaches through a Service. */
  readonly service: Service | undefined;
  /** The container of stable that gets the image. */
  readonly container: ImageContainer;
  readonly image: PinnedImage;
  readonly configuration: ConfigurationPlan;
  /** Whether as many fresh pods of the old version stand beside the canary. */
  readonly baseline: boolean;
  /** Who brings stable into the cluster. */
  readonly owner: Ownership;
  /** How the new version is tested before the switch; undefined where it gets users step by step. */
  readonly preview?: PreviewPlan | undefined;
}

/** What the cluster allows: a canary, nothing to do, or problems with the inputs. */
export type Inspection =
  | RunPlan
  | { readonly kind: 'no-stable'; readonly installed: boolean; readonly reason: string }
  | { readonly kind: 'unchanged'; readonly stable: Deployment; readonly digest: string }
  | { readonly kind: 'problems'; readonly problems: readonly InputProblem[] };

/** What the cluster allows, asked once a run: what the checks found is what is done. */
export const inspectOnce: (context: CanaryContext, target: Target) => Promise<Inspection> = oncePer(
  (context: CanaryContext, target: Target) => inspect(context, target),
);

/** Asks the cluster what a run would do. Changes nothing. */
export async function inspect(
  context: CanaryContext,
  target: Target,
  inputs: CanaryInputs = context.inputs,
): Promise<Inspection> {
  const found = await findTargetProblems(target, inputs);
  if (found.length > 0) return { kind: 'problems', problems: found };
  const stable = await getStable(target);
  const wanted = await wantedImage(context);
  if (isImageProblem(wanted)) return problem(wanted);
  const image = wanted ?? readPinnedImage(drilledImage(stable, inputs));
  if (image === undefined) return { kind: 'problems', problems: noDigest(stable, inputs) };
  if (stable === undefined) {
    const wrong = await explainMissing(target, image);
    if (wrong !== undefined) return problem(wrong);
    return { kind: 'no-stable', installed: false, reason: 'there is no stable version yet' };
  }
  if (replicasOf(stable) === 0)
    return { kind: 'no-stable', installed: true, reason: 'the stable version runs no pods' };
  const container = chooseContainer(stable, image, inputs.container);
  if (isProblem(container)) return problem(container);
  const configuration = await planConfigurationOnce(context, target, { stable, container, image });
  if ('problems' in configuration) return { kind: 'problems', problems: configuration.problems };
  const isNew = digestIn(container.image) !== image.digest || configuration.differs;
  if (!isNew && inputs.command !== 'drill') return { kind: 'unchanged', stable, digest: image.digest };
  const chosen = await chooseService(target, inputs.service, stable);
  if (isProblem(chosen)) return problem(chosen);
  const { service } = chosen;
  const isSwitch = inputs.strategy === 'blue-green';
  const wishes = isSwitch ? [{ percent: 100 }] : wishesOf(inputs.steps);
  const request = {
    target,
    service,
    stable,
    route: inputs.route,
    percents: wishes.map(({ percent }) => percent),
    maxReplicas: inputs.maxCanaryReplicas,
    baseline: inputs.baseline,
    testers: inputs.testerMatch ?? [],
    gatewayMode: inputs.gatewayMode,
  };
  const way = await chooseTraffic(request, inputs);
  if (isProblem(way)) return problem(way);
  const traffic = { ...way, steps: { ...way.steps, steps: withWishes(way.steps.steps, wishes) } };
  const plan =
    isSwitch && service !== undefined
      ? await planSwitch(target, traffic, { stable, service, container, inputs })
      : traffic;
  if (isProblem(plan)) return problem(plan);
  const { fused, notices: words } = await planFuse(target, stable, traffic.traffic);
  const owner = await findOwnership(target.kube, stable);
  const notices = [
    ...unsettledNotice(stable),
    ...ownerNotices(owner, target.workload),
    ...configuration.notices,
    ...baselineNotice(inputs),
    ...chosen.notices,
    ...plan.notices,
    ...words,
  ];
  const { baseline } = inputs;
  const parts = { stable, service, container, image, configuration, baseline, owner };
  return { kind: 'canary', ...parts, ...plan, fused, notices };
}

function baselineNotice({ baseline }: CanaryInputs): readonly string[] {
  return baseline
    ? [
        "the canary is compared with as many fresh pods of the old version, the baseline, and not with stable's own",
      ]
    : [];
}

/** A drill breaks what stable runs. */
function drilledImage(stable: Deployment | undefined, { command, container }: CanaryInputs): string {
  return stable === undefined || command !== 'drill' ? '' : runningImage(stable, container);
}

/** A check tells of an image that is missing. */
function noDigest(stable: Deployment | undefined, inputs: CanaryInputs): readonly InputProblem[] {
  if (inputs.command !== 'drill' || inputs.image !== undefined) return [];
  const runs = drilledImage(stable, inputs);
  const problem = `is needed for the drill: ${stable === undefined ? 'stable does not exist' : `stable runs ${runs}, by no digest`}`;
  return [{ input: 'image', problem, allowed: 'name@sha256:… of a version that is fine' }];
}

function isProblem(answer: object): answer is InputProblem {
  return 'problem' in answer;
}

function problem(one: InputProblem): Inspection {
  return { kind: 'problems', problems: [one] };
}

/** A canary beside a stable that is itself in trouble or on its way has little to be compared with. */
function unsettledNotice(stable: Deployment): readonly string[] {
  const { done, message } = rolloutStatus(stable);
  return done ? [] : [`stable ${stable.metadata.name} is not settled: ${message}`];
}
