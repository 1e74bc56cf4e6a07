import { delimiter, resolve } from 'node:path';
import type { Kube } from '@fairlead/kube';
import type { HelmContext } from '../context.ts';
import type { ReleaseTarget } from './argv.ts';
import { helmProgram } from './bring-helm.ts';
import { type Helm, openHelm } from './helm.ts';

/** A release, and what it takes to look at it. */
export interface HelmSession {
  readonly kube: Kube;
  readonly helm: Helm;
  readonly target: ReleaseTarget;
}

/** Finds helm for a release in the cluster's namespace. @throws ToolError TOOL_MISSING, HELM_VERSION, and what bringing a helm can end with. */
export async function openSession(context: HelmContext, kube: Kube, release: string): Promise<HelmSession> {
  const { exec, inputs, log, signal } = context;
  const { namespace } = kube.target;
  const target: ReleaseTarget = { release, namespace, kubeContext: inputs.kubeContext };
  const program = await helmProgram(context);
  const cwd = await folderOf(context);
  const helm = await openHelm({ program, exec, log, signal, cwd, env: helmEnvironment(context) }, target);
  return { kube, helm, target };
}

/** A step in between may have emptied the workspace, and what main has begun must be ended all the same. */
async function folderOf({
  files,
  workspace,
  workingDirectory,
}: Pick<HelmContext, 'files' | 'workspace' | 'workingDirectory'>): Promise<string | undefined> {
  for (const folder of [workingDirectory, workspace])
    if ((await files.stat(folder))?.kind === 'directory') return folder;
  return undefined;
}

/** Environment of helm: the step's own, with the kubeconfig by variable rather than by argument. */
function helmEnvironment(context: HelmContext): Readonly<Record<string, string>> {
  const files = kubeconfigs(context);
  return files === undefined ? context.childEnv : { ...context.childEnv, KUBECONFIG: files };
}

/** The kubeconfig files as absolute paths: helm works in another folder than we do, and must see the same ones. */
export function kubeconfigs({
  inputs,
  host,
  workspace,
}: Pick<HelmContext, 'host' | 'workspace'> & {
  readonly inputs: Pick<HelmContext['inputs'], 'kubeconfig'>;
}): string | undefined {
  if (inputs.kubeconfig !== undefined) return resolve(workspace, inputs.kubeconfig);
  const listed = (host.env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  return listed.length === 0 ? undefined : listed.map((path) => resolve(workspace, path)).join(delimiter);
}
