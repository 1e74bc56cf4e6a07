import { join, resolve } from 'node:path';
import { type Check, FairleadError, type InputProblem, NOTHING_GIVEN, suggestWord } from '@fairlead/core';
import { checkPlaces } from './chart/check-places.ts';
import { namespaceOf } from './cluster/namespace.ts';
import { openCluster } from './cluster/open-cluster.ts';
import type { DeployContext, DeployInputs } from './context.ts';
import { checkHelmIsThere, checkHelmVersion } from './helm/bring-helm.ts';
import { imagePolicy, refuseImage } from './image/image-policy.ts';
import { imageKeysOf } from './image/image-values.ts';
import { wantedImage } from './image/wanted-image.ts';
import type { inputs } from './inputs.ts';
import type { outputs } from './outputs.ts';
import { checkRef } from './ref/check-ref.ts';
import { maskSet } from './values/mask-set.ts';

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

async function checkChart({ chart }: DeployInputs, context: DeployContext): Promise<readonly InputProblem[]> {
  const folder = resolve(context.workingDirectory, chart);
  if ((await context.files.stat(folder))?.kind !== 'directory') {
    return [{ input: 'chart', value: chart, problem: 'is not a folder', allowed: 'the folder of a chart' }];
  }
  const manifest = join(folder, 'Chart.yaml'); // not inside the call: the bundler would take it for a file of ours
  if ((await context.files.stat(manifest))?.kind === 'file') return [];
  return [{ input: 'chart', value: chart, problem: 'has no Chart.yaml', allowed: 'the folder of a chart' }];
}

/** Where environments have values of their own, a misspelt one, or none, would be deployed with the chart's values alone. */
async function checkEnvironment(
  { chart, environment, values }: DeployInputs,
  { files, workingDirectory }: DeployContext,
): Promise<readonly InputProblem[]> {
  const folder = resolve(workingDirectory, chart);
  if ((await files.stat(folder))?.kind !== 'directory') return [];
  const names = await files.list(folder);
  const known = names.flatMap((name) => /^values\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
  if (known.length === 0) return [];
  if (environment === undefined) {
    if (values !== undefined && values.length > 0) return [];
    const problem = `is wanted by a chart with values of ${known.join(', ')}, ${NOTHING_GIVEN}`;
    const allowed = `${known.join(', ')}; or none, with the files that count in values`;
    return [{ input: 'environment', problem, allowed }];
  }
  if (known.includes(environment)) return [];
  const near = suggestWord(environment, known);
  const problem = `has no values.${environment}.yaml beside those of the other environments`;
  return [
    {
      input: 'environment',
      value: environment,
      problem: near === undefined ? problem : `${problem}; did you mean ${near}?`,
      allowed: known.join(', '),
    },
  ];
}

async function checkValueFiles(
  { values }: DeployInputs,
  context: DeployContext,
): Promise<readonly InputProblem[]> {
  const problems: InputProblem[] = [];
  for (const file of values ?? []) {
    const found = await context.files.stat(resolve(context.workingDirectory, file));
    if (found?.kind === 'file') continue;
    problems.push({
      input: 'values',
      value: file,
      problem: 'is not a file',
      allowed: 'paths of YAML files, separated by commas or lines',
    });
  }
  return problems;
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
