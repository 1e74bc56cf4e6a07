import { markdownTable } from '@fairlead/core';
import { shortImage } from '@fairlead/oci';
import type { MeasuredPlan } from '../plan/measurement.ts';
import { providerOf } from '../traffic/registry.ts';

/** What a run would do, as Markdown. */
export function describePlan(plan: MeasuredPlan): string {
  const { by, placeOf } = providerOf(plan.traffic);
  const place = placeOf(plan.traffic.data);
  const how = place === by ? by : `${by} (${place})`;
  const rows = plan.steps.steps.map(({ percent, share, replicas }) => [
    `${percent} %`,
    `${share.toFixed(1)} %`,
    replicas,
  ]);
  return [
    `Canary of \`${plan.stable.metadata.name}\`: ${shortImage(plan.container.image)} → ${shortImage(plan.image.text)}, by ${how}`,
    '',
    markdownTable(['Step', 'Real share', 'Canary pods'], rows, ['right', 'right', 'right']),
    `- ${plan.measured.words}`,
    ...plan.notices.map((line) => `- ${line}`),
  ].join('\n');
}
