import type { EventContext, InputProblem } from '@fairlead/core';
import { formatImageReference, type ImageReference, resolveTags, type TagPlan } from '@fairlead/oci';
import type { ImageInputs } from '../context.ts';
import { decidePush, type PushAsker } from './decide-push.ts';
import { readImageName } from './image-name.ts';

/** What will be made, before anything is done. */
export interface ImagePlan {
  /** Registry and repository, without tag. */
  readonly name: ImageReference;
  readonly tags: TagPlan['tags'];
  /** The version without `v`, when a git tag of this image is built. */
  readonly release: string | undefined;
  readonly push: boolean;
  /** Things the user should know, such as a name that was changed. */
  readonly notices: readonly string[];
}

/** A plan, or everything that stands against it. */
export type PlanReading = { readonly plan: ImagePlan } | { readonly problems: readonly InputProblem[] };

type TagInputs = Pick<ImageInputs, 'tags' | 'tagLatest' | 'tagSha' | 'tagPrefix'>;
type PlanInputs = TagInputs & Pick<ImageInputs, 'image' | 'push'>;

/** Works out name, tags and whether to push. Pure. */
export function planImage(inputs: PlanInputs, event: EventContext, asker: PushAsker): PlanReading {
  const named = readImageName(inputs.image, event);
  const tagged = planTags(inputs, event);
  if ('problem' in named || 'problem' in tagged) {
    return {
      problems: [named, tagged].flatMap((reading) => ('problem' in reading ? [reading.problem] : [])),
    };
  }
  const { push, notice } = decidePush(inputs.push, asker);
  const notices = [named.notice, notice].filter((text) => text !== undefined);
  return { plan: { name: named.name, ...tagged.plan, push, notices } };
}

/** Works out the tags; an event that gives none is a problem of its ref. Pure. */
export function planTags(
  inputs: TagInputs,
  event: EventContext,
): { readonly plan: TagPlan } | { readonly problem: InputProblem } {
  const { tags, tagLatest, tagSha, tagPrefix } = inputs;
  const rules = { latest: tagLatest, extra: tags ?? [], sha: tagSha, prefix: tagPrefix };
  const reading = resolveTags(event, rules);
  if ('plan' in reading) return reading;
  return { problem: { input: 'GITHUB_REF', value: event.ref, ...reading } };
}

/** The complete reference of one tag. */
export function taggedReference(plan: Pick<ImagePlan, 'name'>, tag: string): string {
  return formatImageReference({ ...plan.name, tag });
}
