import type { EventContext, InputProblem } from '@fairlead/core';
import { type ImageReference, lowerOwnRepository, readImageReference } from '@fairlead/oci';

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
  const reading = readImageReference(lowered.name);
  if ('problem' in reading) return { problem: { input: 'image', value: written, ...reading } };
  const { tag, digest } = reading.reference;
  if (tag === undefined && digest === undefined) return { name: reading.reference, notice: lowered.notice };
  const problem = digest === undefined ? `names a tag, ${tag}` : 'names a digest';
  const allowed = 'the name alone; tags come from the event and from the input tags';
  return { problem: { input: 'image', value: written, problem, allowed } };
}

/** User and password before a registry's host, as an address may have them and an image name may not. Pure. */
export function userInName(written: string): string | undefined {
  return /^(?:[a-z]+:\/\/)?([^/@\s]+)@[^/]*\//i.exec(written)?.[1];
}
