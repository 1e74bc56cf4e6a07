import { imageName } from '@fairlead/oci';
import type { ImageContext } from './action-types.ts';
import { type BuiltImage, buildArgv } from './engine/build-image.ts';
import type { ImageContent } from './engine/local-image.ts';
import type { WholePlan } from './plan/make-plan.ts';
import { taggedReference } from './plan/plan-image.ts';
import type { PublishedImage } from './push/publish.ts';
import { renderPlan, renderResult } from './summary.ts';

/** Says what will be made: in the log always, in summary and outputs when that is all (`dry-run`). */
export function tellPlan(context: ImageContext, plan: WholePlan): void {
  const { image, request } = plan;
  context.log.info(`${imageName(image.name)}, version ${image.version}${image.push ? '' : ', not pushed'}`);
  for (const { tag, reason } of image.tags) context.log.info(`  ${tag} (${reason})`);
  context.output('version', image.version);
  context.report.set('plan', { name: imageName(image.name), push: image.push, tags: image.tags });
  if (!context.inputs.dryRun) return;
  context.output('tags', request.tags.join('\n'));
  const argv = ['docker', ...buildArgv(request, 'built-in', 'image-id')];
  context.log.info(`would run: ${argv.join(' ')}`);
  context.summarize(renderPlan(plan, argv));
}

/** Sets the outputs and the summary of a finished build. */
export function tellResult(
  context: ImageContext,
  plan: WholePlan,
  built: BuiltImage,
  published: PublishedImage | undefined,
  measured: ImageContent | undefined,
): void {
  const content = published?.content ?? measured;
  const digest = published?.content.digest;
  const image = digest === undefined ? '' : `${imageName(plan.image.name)}@${digest}`;
  const tags = published?.move ?? plan.image.tags;
  context.output('image', image);
  context.output('digest', digest ?? '');
  context.output('tags', tags.map(({ tag }) => taggedReference(plan.image, tag)).join('\n'));
  context.output('size', content === undefined ? '' : String(content.size));
  const steps = built.steps.map(({ name, seconds, outcome }) => ({ name, seconds, outcome }));
  const moved = { tags: tags.map(({ tag }) => tag), kept: published?.keep ?? [] };
  const { size, layers } = content ?? {};
  context.report.set('image', { image, digest, ...moved, size, layers, steps });
  context.log.info(image === '' ? `built ${built.id}` : image);
  context.summarize(renderResult({ plan, built, content, image, kept: published?.keep ?? [] }));
}
