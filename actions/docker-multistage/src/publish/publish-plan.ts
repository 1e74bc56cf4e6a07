import { shellCommand } from '@fairlead/core';
import { imageName } from '@fairlead/oci';
import type { ImageContext } from '../context.ts';
import { buildArgv } from '../engine/build-image.ts';
import type { WholePlan } from '../plan/make-plan.ts';
import { taggedReference } from '../plan/plan-image.ts';
import { renderPlan } from './summary.ts';

/** Says what will be made: in the log always, in summary and outputs when that is all (`dry-run`). */
export function publishPlan(context: ImageContext, plan: WholePlan): void {
  const { image, request } = plan;
  context.log.info(`${imageName(image.name)}, version ${plan.version}${image.push ? '' : ', not pushed'}`);
  for (const { tag, reason } of image.tags) context.log.info(`  ${tag} (${reason})`);
  for (const { name, reason } of plan.withheld)
    context.log.info(`  ${name} is not set by itself: ${reason}; build-args can set it`);
  context.output('version', plan.version);
  context.report.set('plan', { name: imageName(image.name), push: image.push, tags: image.tags });
  if (!context.inputs.dryRun) return;
  context.output('tags', image.tags.map(({ tag }) => taggedReference(image, tag)).join('\n'));
  const argv = ['docker', ...buildArgv(request, 'built-in', { idFile: 'image-id', name: 'fairlead-build' })];
  context.log.info(`would run: ${shellCommand({ argv })}`);
  context.summarize(renderPlan(plan, argv));
}
