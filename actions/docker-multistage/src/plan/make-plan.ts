import { InputError } from '@fairlead/core';
import type { ImageContext } from '../context.ts';
import type { BuildRequest } from '../engine/build-image.ts';
import { buildArguments, type WithheldArgument } from './build-arguments.ts';
import { findBuildFiles } from './build-files.ts';
import { readBuiltEvent } from './checked-out.ts';
import { commitDate } from './commit-date.ts';
import { imageLabels } from './labels.ts';
import { type ImagePlan, planImage, taggedReference } from './plan-image.ts';

/** What will be built and where it will go. */
export interface WholePlan {
  readonly image: ImagePlan;
  readonly request: BuildRequest;
  /** Arguments that the Dockerfile declares and that are not given by themselves. */
  readonly withheld: readonly WithheldArgument[];
}

/** Puts the plan together from inputs, event, Dockerfile and git. @throws InputError as `check` would have said it */
export async function makePlan(context: ImageContext): Promise<WholePlan> {
  const { inputs } = context;
  const { event, warning } = await readBuiltEvent(context);
  const planned = planImage(inputs, event);
  if ('problems' in planned) throw new InputError(planned.problems);
  const found = await findBuildFiles(inputs, context);
  if ('problems' in found) throw new InputError(found.problems);
  const { plan: image } = planned;
  const { files } = found;
  const identity = { version: image.binaryVersion, commit: event.sha };
  const created = await commitDate({ ...context, event });
  if (warning !== undefined) context.log.warn(warning);
  const labels = { event, version: image.version, created, own: inputs.labels ?? {} };
  const args = buildArguments(files.dockerfile, identity, inputs.buildArgs ?? {});
  const request: BuildRequest = {
    context: files.context,
    file: files.file,
    target: inputs.target,
    platform: inputs.platform,
    network: inputs.network,
    arguments: args.values,
    labels: imageLabels(labels),
    tags: image.tags.map(({ tag }) => taggedReference(image, tag)),
  };
  return { image, request, withheld: args.withheld };
}
