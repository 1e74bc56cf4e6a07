import type { EventContext, InputProblem } from '@fairlead/core';
import {
  cutVersion,
  type ImageReference,
  joinProblems,
  lowerOwnRepository,
  type ReferenceProblem,
  readImageReference,
} from '@fairlead/oci';

/** The name without tag, or what is wrong with it. */
export type NameReading =
  | { readonly name: ImageReference; readonly notice: string | undefined }
  | { readonly problem: InputProblem };

/** Reads the input `image`, with the capitals that GitHub keeps lowered. Pure. */
export function readImageName(
  written: string,
  { repository }: Pick<EventContext, 'repository'>,
): NameReading {
  const lowered = lowerOwnRepository(written, repository);
  const { name, tag, digest } = cutVersion(lowered.name);
  const reading = readImageReference(name);
  const version = tag === undefined && digest === undefined ? [] : [versionProblem(tag)];
  if ('reference' in reading && version.length === 0)
    return { name: reading.reference, notice: lowered.notice };
  const problems = [...('problem' in reading ? [reading] : []), ...version];
  return { problem: { input: 'image', value: written, ...joinProblems(problems) } };
}

function versionProblem(tag: string | undefined): ReferenceProblem {
  const problem = tag === undefined ? 'names a digest' : `names a tag, ${tag}`;
  return { problem, allowed: 'the name alone; tags come from the event and from the input tags' };
}

/** User and password before a registry's host, as an address may have them and an image name may not. Pure. */
export function userInName(written: string): string | undefined {
  return /^(?:[a-z]+:\/\/)?([^/@\s]+)@[^/]*\//i.exec(written)?.[1];
}
