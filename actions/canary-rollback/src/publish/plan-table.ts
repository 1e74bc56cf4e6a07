import { markdownTable } from '@fairlead/core';
import { shortImage } from '@fairlead/oci';
import type { RunPlan } from '../plan/inspect.ts';

/** What a run would do, as Markdown. */
export function describePlan(plan: RunPlan): string {
  const how = plan.provider === 'gateway' ? `weights of HTTPRoute ${plan.route}` : 'number of pods';
  const rows = plan.steps.steps.map(({ percent, share, replicas }) => [
    `${percent} %`,
    `${share.toFixed(1)} %`,
    replicas,
  ]);
  return [
    `Canary of \`${plan.stable.metadata.name}\`: ${shortImage(plan.container.image)} → ${shortImage(plan.image.text)}, by ${how}`,
    '',
    markdownTable(['Step', 'Real share', 'Canary pods'], rows, ['right', 'right', 'right']),
    ...plan.notices.map((line) => `- ${line}`),
  ].join('\n');
}
