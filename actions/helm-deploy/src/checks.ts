import { type Check, FairleadError, formatDuration, type InputProblem, NOTHING_GIVEN } from '@fairlead/core';
import {
  checkChart,
  checkEnvironment,
  checkHelmIsThere,
  checkHelmVersion,
  checkPlaces,
  checkRef,
  checkValueFiles,
  imageKeysOf,
  maskSet,
  wantedImage,
} from '@fairlead/helm';
import { namespaceOf } from './cluster/namespace.ts';
import { openCluster } from './cluster/open-cluster.ts';
import type { DeployContext, DeployInputs } from './context.ts';
import { imagePolicy, refuseImage } from './image/image-policy.ts';
import type { inputs } from './inputs.ts';
import type { outputs } from './outputs.ts';

/** Everything that can be found wrong before something is changed. */
export const checks: readonly Check<typeof inputs, typeof outputs>[] = [
  maskSet,
  checkRef,
  checkHelmVersion,
  checkHelmIsThere,
  checkImageKeys,
  checkImagePolicy,
  checkNamespaces,
  checkPlaces,
  checkChart,
  checkEnvironment,
  checkValueFiles,
  checkTimes,
  checkSmokeTime,
  checkNamespaceExists,
];

function checkImageKeys({ imageKeys }: DeployInputs): readonly InputProblem[] {
  const keys = imageKeysOf(imageKeys);
  if (keys.image === undefined || keys.repository === undefined) return [];
  const allowed = 'image alone, or repository with tag and digest';
  return [{ input: 'image-keys', problem: 'names both image and repository', allowed }];
}

function checkImagePolicy({
  image,
  imagePolicy: wanted,
  environment,
}: DeployInputs): readonly InputProblem[] {
  const policy = imagePolicy(wanted, environment);
  const refused = wantedImage(image) === undefined ? undefined : refuseImage(image, policy);
  if (refused === undefined) return [];
  const where = environment === undefined ? '' : ` in ${environment}`;
  const problem = `${refused}, which is not allowed${where} (image-policy ${policy})`;
  const allowed = policy === 'digest' ? 'name@sha256:…' : 'name@sha256:… or a tag that does not move';
  return [{ input: 'image', value: image, problem, allowed }];
}

function checkNamespaces(inputs: DeployInputs): readonly InputProblem[] {
  const { namespace, namespaces, environment } = inputs;
  if (namespace !== undefined || namespaces === undefined || namespaceOf(inputs) !== undefined) return [];
  const problem =
    environment === undefined ? `is wanted by namespaces, ${NOTHING_GIVEN}` : 'has no line in namespaces';
  const allowed = Object.keys(namespaces).join(', ');
  return [{ input: 'environment', value: environment, problem, allowed }];
}

function checkTimes({ stayHealthy, timeout }: DeployInputs): readonly InputProblem[] {
  if (stayHealthy <= timeout) return [];
  const problem = 'is longer than timeout, so that nobody would watch for so long';
  const allowed = `at most the timeout, ${formatDuration(timeout)}`;
  return [{ input: 'stay-healthy', value: formatDuration(stayHealthy), problem, allowed }];
}

function checkSmokeTime({ smokeUrls, smokeTimeout, timeout }: DeployInputs): readonly InputProblem[] {
  if (smokeUrls === undefined || 2 * smokeTimeout <= timeout) return [];
  const problem = 'leaves too little of timeout for the rollout, from which it is kept';
  const allowed = `at most half of timeout, ${formatDuration(timeout / 2)}`;
  return [{ input: 'smoke-timeout', value: formatDuration(smokeTimeout), problem, allowed }];
}

async function checkNamespaceExists(
  inputs: DeployInputs,
  context: DeployContext,
): Promise<readonly InputProblem[]> {
  if (checkNamespaces(inputs).length > 0) return []; // which one is meant is not known
  const kube = await openCluster(context);
  if (inputs.createNamespace) return [];
  const { namespace } = kube.target;
  try {
    const found = await kube.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
    if (found !== undefined) return [];
  } catch (error) {
    // Many deployers may not read namespaces. Then helm finds out.
    if (error instanceof FairleadError && error.code === 'KUBE_FORBIDDEN') return [];
    throw error;
  }
  return [
    {
      input: 'namespace',
      value: namespace,
      problem: `does not exist in the cluster of context ${kube.target.context}`,
      allowed: 'a namespace that exists, or any with create-namespace: true',
    },
  ];
}
