import { type InputProblem, oncePer } from '@fairlead/core';
import {
  createRegistryClient,
  findCredentials,
  imageName,
  type PinnedImage,
  readImageReference,
  readPinnedImage,
} from '@fairlead/oci';
import type { CanaryContext } from '../context.ts';
import { IMAGE_RULE } from '../image-rule.ts';

/**
 * The image that is to be released, looked up once a run and before anything is changed: the tag of a commit is resolved to
 * the digest that it stands for by now, so the version of a commit can be gone back to by its name. Undefined: none is given.
 *
 * @throws ExternalError REGISTRY_UNREACHABLE and others of the package oci, where the registry cannot be asked
 */
export const wantedImage: (context: CanaryContext) => Promise<PinnedImage | InputProblem | undefined> =
  oncePer(async (context: CanaryContext) => {
    const { image: text } = context.inputs;
    if (text === undefined) return undefined;
    return readPinnedImage(text) ?? resolveTag(context, text);
  });

async function resolveTag(context: CanaryContext, text: string): Promise<PinnedImage | InputProblem> {
  const wrong = (problem: string): InputProblem => ({
    input: 'image',
    value: text,
    problem,
    allowed: IMAGE_RULE,
  });
  const reading = readImageReference(text);
  if (!('reference' in reading)) return wrong(reading.problem);
  const { reference } = reading;
  const { registry, repository, tag = '' } = reference;
  const { http, clock, signal, files, exec, childEnv } = context;
  const credentials = await findCredentials({ files, exec, env: childEnv, signal }, registry);
  const client = createRegistryClient({ http, clock, signal, registry, credentials });
  const digest = await client.resolveDigest(repository, tag);
  if (digest === undefined) return wrong(`does not exist: ${registry} has no tag ${tag} of ${repository}`);
  const name = imageName(reference);
  context.log.notice(`image ${text} is ${digest}`);
  return { text: `${name}@${digest}`, name, digest };
}

/** Whether there is no image to go on with. */
export function isImageProblem(found: PinnedImage | InputProblem | undefined): found is InputProblem {
  return found !== undefined && 'problem' in found;
}
