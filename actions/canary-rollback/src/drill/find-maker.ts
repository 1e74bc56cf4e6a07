import { InputError } from '@fairlead/core';
import { missingRights, rightsText } from '../cluster/rights.ts';
import type { Target } from '../cluster/target.ts';
import { hasChaosMesh } from './chaos-mesh.ts';
import type { Fault, Maker } from './faults.ts';

/** What makes a fault here, which is known only after the cluster was asked. @throws InputError */
export async function makerOf(target: Target, fault: Fault): Promise<Maker> {
  const by =
    fault.about['chaos-mesh'] !== undefined && (await hasChaosMesh(target)) ? 'chaos-mesh' : 'cluster';
  if (fault.about[by] === undefined)
    throw wrong(
      fault,
      'needs Chaos Mesh, and this cluster has none',
      'pod-kill, crash, memory or cpu without it',
    );
  const missing = by === 'cluster' ? await missingRights(target, fault.rights) : [];
  if (missing.length > 0)
    throw wrong(fault, `takes rights that the user lacks: ${rightsText(missing)}`, 'a Role that has them');
  return by;
}

/** A fault of which nothing is left when it is over: what starts the canary anew would stay. @throws InputError */
export async function assertChaosMesh(target: Target, fault: Fault): Promise<void> {
  if (await hasChaosMesh(target)) return;
  const problem = 'needs Chaos Mesh where a release is tried under it, and this cluster has none';
  throw wrong(fault, problem, 'verify: none, or a cluster with Chaos Mesh');
}

function wrong({ name }: Fault, problem: string, allowed: string): InputError {
  return new InputError([{ input: 'fault', value: name, problem, allowed }]);
}
