import { ExternalError, type InputProblem } from '@fairlead/core';
import type { Deployment, KubeObject } from '@fairlead/kube';
import type { PinnedImage } from '@fairlead/oci';
import { findContainers } from '../cluster/containers.ts';
import { MANAGED_BY_LABEL, MANAGER } from '../cluster/names.ts';
import { kinds } from '../cluster/objects.ts';
import type { Target } from '../cluster/target.ts';

/** Kinds beside Deployment that a chart may give the name of the workload. */
const OTHER_KINDS = ['StatefulSet', 'DaemonSet'] as const;

/**
 * Why there is no Deployment of the workload's name: it is of another kind, or the name is wrong, since others run the
 * image already. Undefined: it is not installed yet. Else a wrong name would skip the canary for ever, unseen.
 */
export async function explainMissing(target: Target, image: PinnedImage): Promise<InputProblem | undefined> {
  const { namespace, workload } = target;
  const [deployments, ...others] = await Promise.all([
    listReadable<Deployment>(target, kinds.deployment.kind),
    ...OTHER_KINDS.map((kind) => listReadable(target, kind)),
  ]);
  const other = others.flat().find(({ metadata }) => metadata.name === workload);
  if (other !== undefined) {
    const problem = `is a ${other.kind}; a canary can only be made of a Deployment`;
    return { input: 'workload', value: workload, problem, allowed: 'the name of a Deployment' };
  }
  const running = deployments.filter((deployment) => runsImage(deployment, image));
  if (running.length === 0) return undefined;
  const names = running.map(({ metadata }) => metadata.name).join(', ');
  return {
    input: 'workload',
    value: workload,
    problem: `does not exist in namespace ${namespace}, where ${image.name} runs in others already`,
    allowed: `${names}; if ${workload} is really new, install it once without this step`,
  };
}

function runsImage(deployment: Deployment, image: PinnedImage): boolean {
  const ours = deployment.metadata.labels?.[MANAGED_BY_LABEL] === MANAGER;
  return !ours && findContainers(deployment, image, undefined).length > 0;
}

/** All objects of a kind; a user who may not list them learns less. */
async function listReadable<T extends KubeObject = KubeObject>(
  { kube, namespace }: Target,
  kind: string,
): Promise<readonly T[]> {
  try {
    return await kube.list<T>(kinds.deployment.apiVersion, kind, { namespace });
  } catch (error) {
    if (error instanceof ExternalError && error.code === 'KUBE_FORBIDDEN') return [];
    throw error;
  }
}
