import type { Plan } from '../plan/plan.ts';
import type { GatePorts } from '../plan/ports.ts';
import type { Rules } from '../plan/rules.ts';
import { identityOf } from './identity.ts';
import { partition, planOfPackages, readShard } from './shard.ts';
import { weighPackages } from './weigh.ts';

/** The part of the plan that this run has; the whole plan where it is not shared. */
export async function sharePlan(ports: GatePorts, plan: Plan, rules: Rules): Promise<Plan> {
  const shard = readShard(rules.shard);
  if (shard === undefined) return plan;
  const weights = await weighPackages(ports, plan, rules);
  const own = partition(weights, shard.count)[shard.index - 1] ?? new Set();
  ports.log.info(`shard ${rules.shard}: ${own.size} of ${weights.size} packages`);
  return {
    ...planOfPackages(plan, own),
    shard: { shard, identity: identityOf(plan, rules, ports.workspace) },
  };
}
