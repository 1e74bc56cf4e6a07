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
  const { exec, inputs, log, signal, workingDirectory: cwd } = context;
  const { namespace } = kube.target;
  const target: ReleaseTarget = { release, namespace, kubeContext: inputs.kubeContext };
  const program = await helmProgram(context);
  const helm = await openHelm({ program, exec, log, signal, cwd, env: helmEnvironment(context) }, target);
  return { kube, helm, target };
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
