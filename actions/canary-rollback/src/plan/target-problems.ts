import { ExternalError, type InputProblem } from '@fairlead/core';
import type { Deployment } from '@fairlead/kube';
import { isCanaryOf } from '../cluster/names.ts';
import { kinds } from '../cluster/objects.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryInputs } from '../context.ts';
import { baselineName, canaryName } from '../naming/canary-name.ts';

/** What is wrong with the namespace and the names that are needed, before anything else is looked at. */
export async function findTargetProblems(
  target: Target,
  { baseline }: Pick<CanaryInputs, 'baseline'>,
): Promise<readonly InputProblem[]> {
  const { namespace, workload, kube } = target;
  if (!(await namespaceExists(target))) {
    const allowed = `a namespace of ${kube.target.server} that exists`;
    return [{ input: 'namespace', value: namespace, problem: 'does not exist', allowed }];
  }
  const names = [canaryName(workload), ...(baseline ? [baselineName(workload)] : [])];
  const found = await Promise.all(
    names.map((name) => kube.get<Deployment>({ ...kinds.deployment, namespace, name })),
  );
  return found
    .filter((each) => each !== undefined && !isCanaryOf(workload, each.metadata.labels))
    .map((each) => ({
      input: 'workload',
      value: workload,
      problem: `the Deployment ${each?.metadata.name} exists and was not made by this action`,
      allowed: 'a workload whose canary name is free',
    }));
}

/** A user who may not read namespaces learns about a missing one from the objects in it. */
async function namespaceExists({ kube, namespace }: Target): Promise<boolean> {
  try {
    return (await kube.get({ ...kinds.namespace, name: namespace })) !== undefined;
  } catch (error) {
    if (error instanceof ExternalError && error.code === 'KUBE_FORBIDDEN') return true;
    throw error;
  }
}
