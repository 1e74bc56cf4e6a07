import { delimiter, resolve } from 'node:path';
import { connectKube, type Kube } from '@fairlead/kube';
import type { DeployContext } from '../context.ts';
import { namespaceOf } from './namespace.ts';

/** The cluster that the inputs name. @throws InputError for the kubeconfig. */
export function openCluster(context: DeployContext): Promise<Kube> {
  const { inputs, host, workspace } = context;
  return connectKube({
    kubeconfig: inputs.kubeconfig === undefined ? undefined : resolve(workspace, inputs.kubeconfig),
    context: inputs.kubeContext,
    namespace: namespaceOf(inputs),
    env: { ...host.env, KUBECONFIG: kubeconfigs(context) },
  });
}

/** Environment of helm: the step's own, with the kubeconfig by variable rather than by argument. */
export function helmEnvironment(context: DeployContext): Readonly<Record<string, string>> {
  const files = kubeconfigs(context);
  return files === undefined ? context.childEnv : { ...context.childEnv, KUBECONFIG: files };
}

/** The kubeconfig files as absolute paths: helm works in another folder than we do, and must see the same ones. */
function kubeconfigs({ inputs, host, workspace }: DeployContext): string | undefined {
  if (inputs.kubeconfig !== undefined) return resolve(workspace, inputs.kubeconfig);
  const listed = (host.env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  return listed.length === 0 ? undefined : listed.map((path) => resolve(workspace, path)).join(delimiter);
}
