import { countOf } from '@fairlead/core';
import type { RunContext } from '../context.ts';
import type { Plan } from '../plan/plan.ts';
import type { Rules } from '../plan/rules.ts';
import { countShards } from './shard.ts';
import { weighPackages } from './weigh.ts';

/** Says how many shards help, in the output for the strategy of the job that tests. Nothing is checked. */
export async function planShards(
  context: Pick<RunContext, 'files' | 'workspace' | 'output' | 'settle' | 'summarize' | 'report'>,
  plan: Plan,
  rules: Pick<Rules, 'durations'>,
  most: number,
): Promise<void> {
  const weights = await weighPackages(context, plan, rules);
  const count = countShards(weights, most);
  const shards = Array.from({ length: count }, (_, index) => `${index + 1}/${count}`);
  context.output('matrix', JSON.stringify({ shard: shards }));
  const why = count < most ? `: with more, none would be done sooner` : '';
  const text = `${countOf(count, 'shard')} for ${countOf(weights.size, 'package')}${why}`;
  context.settle('planned', text);
  context.report.set('shards', shards);
  context.summarize(`**Shards planned** · ${text}. Nothing was checked.\n`);
}
