import { markdownTable } from '@fairlead/core';
import { shortImage } from '@fairlead/oci';
import type { MeasuredPlan } from '../plan/measurement.ts';
import { stepName } from '../traffic/plan-shares.ts';
import { providerOf } from '../traffic/registry.ts';

/** What a run would do, as Markdown. */
export function describePlan(plan: MeasuredPlan): string {
  const { by, placeOf } = providerOf(plan.traffic);
  const place = placeOf(plan.traffic.data);
  const how = place === by ? by : `${by} (${place})`;
  const rows = plan.steps.steps.map((step) => [stepName(step), `${step.share.toFixed(1)} %`, step.replicas]);
  return [
    `${plan.preview === undefined ? 'Canary' : 'Blue-green'} of \`${plan.stable.metadata.name}\`: ${shortImage(plan.container.image)} → ${shortImage(plan.image.text)}, by ${how}`,
    '',
    markdownTable(['Step', 'Real share', 'Canary pods'], rows, ['right', 'right', 'right']),
    `- ${plan.stable.metadata.name} belongs to ${plan.owner.words}`,
    ...(plan.configuration.words === undefined ? [] : [`- configuration: ${plan.configuration.words}`]),
    `- ${plan.measured.words}`,
    ...plan.notices.map((line) => `- ${line}`),
  ].join('\n');
}
