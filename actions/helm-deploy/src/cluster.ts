import { resolve } from 'node:path';
import { connectKube, type Kube } from '@fairlead/kube';
import { namespaceOf } from './release/namespace.ts';
import type { DeployContext } from './types.ts';

/** The cluster that the inputs name. @throws InputError for the kubeconfig. */
export function openCluster(context: DeployContext): Promise<Kube> {
  const { inputs, host } = context;
  return connectKube({
    kubeconfig: kubeconfigPath(context),
    context: inputs.kubeContext,
    namespace: namespaceOf(inputs),
    env: host.env,
  });
}

/** Absolute path of the kubeconfig input. */
export function kubeconfigPath({ inputs, workspace }: DeployContext): string | undefined {
  return inputs.kubeconfig === undefined ? undefined : resolve(workspace, inputs.kubeconfig);
}

/** Environment of helm: the step's own, with the kubeconfig by variable rather than by argument. */
export function helmEnvironment(context: DeployContext): Readonly<Record<string, string>> {
  const kubeconfig = kubeconfigPath(context);
  return kubeconfig === undefined ? context.childEnv : { ...context.childEnv, KUBECONFIG: kubeconfig };
}
