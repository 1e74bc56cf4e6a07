import type { EventContext, InputProblem } from '@fairlead/core';
import {
  formatImageReference,
  type ImageReference,
  lowerOwnRepository,
  readImageReference,
  resolveTags,
  type TagPlan,
} from '@fairlead/oci';
import type { ImageInputs } from '../action-types.ts';
import { decidePush } from './decide-push.ts';

/** What will be made, before anything is done. */
export interface ImagePlan {
  /** Registry and repository, without tag. */
  readonly name: ImageReference;
  readonly tags: TagPlan['tags'];
  readonly version: string;
  /** Value of the build argument VERSION. */
  readonly binaryVersion: string;
  readonly push: boolean;
  /** Things the user should know, such as a name that was changed. */
  readonly notices: readonly string[];
}

/** A plan, or everything that stands against it. */
export type PlanReading = { readonly plan: ImagePlan } | { readonly problems: readonly InputProblem[] };

type PlanInputs = Pick<ImageInputs, 'image' | 'tags' | 'tagLatest' | 'push'>;

/** Works out name, tags and whether to push. Pure. */
export function planImage(inputs: PlanInputs, event: EventContext): PlanReading {
  const lowered = lowerOwnRepository(inputs.image, event.repository);
  const name = readName(lowered.name, inputs.image);
  const tags = resolveTags(event, { latest: inputs.tagLatest, extra: inputs.tags ?? [] });
  const problems = [
    ...('problem' in name ? [name] : []),
    ...('problem' in tags ? [{ input: 'GITHUB_REF', value: event.ref, ...tags }] : []),
  ];
  if ('problem' in name || 'problem' in tags) return { problems };
  const decision = decidePush(inputs.push, event);
  const notices = [lowered.notice, decision.notice].filter((notice) => notice !== undefined);
  return { plan: { name: name.reference, ...tags.plan, push: decision.push, notices } };
}

/** The complete reference of one tag. */
export function taggedReference(plan: Pick<ImagePlan, 'name'>, tag: string): string {
  return formatImageReference({ ...plan.name, tag });
}

function readName(text: string, written: string): InputProblem | { readonly reference: ImageReference } {
  const reading = readImageReference(text);
  if ('problem' in reading) return { input: 'image', value: written, ...reading };
  const { tag, digest } = reading.reference;
  if (tag === undefined && digest === undefined) return reading;
  const problem = digest === undefined ? 'names a tag' : 'names a digest';
  const allowed = 'the name alone; tags come from the event and from the input tags';
  return { input: 'image', value: written, problem, allowed };
}
