import { resolve } from 'node:path';
import { kubeconfigs } from '@fairlead/helm';
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
