import { type Renderable, type Rendered, renderChart } from '@fairlead/helm';
import type { DeployContext } from '../context.ts';
import { doubtfulProbes } from './probes.ts';
import { checkRules } from './rules.ts';

/**
 * Renders the chart and holds it against the rules, before anything is changed.
 *
 * @throws ToolError HELM_RENDER_FAILED, PolicyError HELM_POLICY, InputError when the chart does not take the image.
 */
export async function renderChecked(context: DeployContext, renderable: Renderable): Promise<Rendered> {
  const rendered = await renderChart(context, renderable);
  checkRules(context, rendered);
  for (const doubt of doubtfulProbes(rendered)) context.log.warn(doubt);
  return rendered;
}
