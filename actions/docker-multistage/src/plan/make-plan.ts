import { InputError } from '@fairlead/core';
import type { ImageContext } from '../context.ts';
import type { BuildRequest } from '../engine/build-image.ts';
import { buildArguments, tellUnusedArguments, type WithheldArgument } from './build-arguments.ts';
import { findBuildFiles } from './build-files.ts';
import { readBuiltSource } from './built-source.ts';
import { tellEmptyValues } from './empty-values.ts';
import { imageLabels } from './labels.ts';
import { type ImagePlan, planImage } from './plan-image.ts';

/** What will be built and where it will go. */
export interface WholePlan {
  readonly image: ImagePlan;
  /** The one version of the commit. */
  readonly version: string;
  readonly request: BuildRequest;
  /** Arguments that the Dockerfile declares and that are not given by themselves. */
  readonly withheld: readonly WithheldArgument[];
}

/** Puts the plan together from inputs, event, Dockerfile and git. @throws InputError as `check` would have said it */
export async function makePlan(context: ImageContext): Promise<WholePlan> {
  const { inputs } = context;
  const { event, version, from, created, warning } = await readBuiltSource(inputs, context);
  const planned = planImage(inputs, event, context);
  if ('problems' in planned) throw new InputError(planned.problems);
  const found = await findBuildFiles(inputs, context);
  if ('problems' in found) throw new InputError(found.problems);
  if (warning !== undefined) context.log.warn(warning);
  for (const line of tellEmptyValues({ 'build-args': inputs.buildArgs, labels: inputs.labels }))
    context.log.warn(line);
  context.log.info(`version ${version} (${from})`);
  const { files } = found;
  const args = buildArguments(files.dockerfile, { version, commit: event.sha }, inputs.buildArgs ?? {});
  for (const line of tellUnusedArguments(files.dockerfile, inputs.buildArgs ?? {})) context.log.warn(line);
  const request: BuildRequest = {
    context: files.context,
    file: files.file,
    target: inputs.target,
    platform: inputs.platform,
    network: inputs.network,
    arguments: args.values,
    labels: imageLabels({ event, version, created, own: inputs.labels ?? {} }),
  };
  return { image: planned.plan, version, request, withheld: args.withheld };
}
