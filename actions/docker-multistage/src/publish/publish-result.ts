import { countOf, formatBytes } from '@fairlead/core';
import { imageName } from '@fairlead/oci';
import type { ImageContext } from '../context.ts';
import type { BuiltImage } from '../engine/build-image.ts';
import type { ImageContent } from '../engine/local-image.ts';
import type { WholePlan } from '../plan/make-plan.ts';
import { taggedReference } from '../plan/plan-image.ts';
import type { ImageInRegistry } from '../push/push-image.ts';
import { renderResult } from './summary.ts';

/** Sets the outputs and the summary of a finished build. */
export function publishResult(
  context: ImageContext,
  plan: WholePlan,
  built: BuiltImage,
  pushed: ImageInRegistry | undefined,
  measured: ImageContent | undefined,
): void {
  const content = pushed?.content ?? measured;
  const digest = pushed?.content.digest;
  const image = digest === undefined ? '' : `${imageName(plan.image.name)}@${digest}`;
  const tags = pushed?.move ?? plan.image.tags;
  context.output('image', image);
  context.output('digest', digest ?? '');
  context.output('tags', tags.map(({ tag }) => taggedReference(plan.image, tag)).join('\n'));
  context.output('size', content === undefined ? '' : String(content.size));
  const steps = built.steps.map(({ name, seconds, outcome }) => ({ name, seconds, outcome }));
  const moved = { tags: tags.map(({ tag }) => tag), kept: pushed?.keep ?? [] };
  const { size, layers } = content ?? {};
  context.report.set('image', { image, digest, ...moved, size, layers, steps });
  const how = `${countOf(tags.length, 'tag')}${size === undefined ? '' : `, ${formatBytes(size)} compressed`}`;
  if (image === '') context.settle('built', `${built.id} was built and not pushed: ${how}`);
  else context.settle('pushed', `the registry holds ${image} as built: ${how}`);
  context.log.info(image === '' ? `built ${built.id}` : image);
  context.summarize(renderResult({ plan, built, content, image, kept: pushed?.keep ?? [] }));
}
