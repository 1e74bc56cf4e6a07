import type { Kube } from '@fairlead/kube';
import type { DeployContext } from '../context.ts';
import type { ReleaseTarget } from '../helm/argv.ts';
import { helmProgram } from '../helm/bring-helm.ts';
import { type Helm, openHelm } from '../helm/helm.ts';
import { helmEnvironment, openCluster } from './open-cluster.ts';

/** What it takes to look at a release and to change it back. */
export interface Connected {
  readonly kube: Kube;
  readonly helm: Helm;
  readonly target: ReleaseTarget;
  /** Where helm keeps its records. */
  readonly driver: 'secret' | 'configmap' | 'other';
}

/** Finds helm and the cluster. @throws InputError, ToolError TOOL_MISSING, HELM_VERSION, and what bringing a helm can end with. */
export async function connect(context: DeployContext): Promise<Connected> {
  const { inputs, log } = context;
  const kube = await openCluster(context);
  const { namespace, server, context: name } = kube.target;
  const target: ReleaseTarget = { release: inputs.release, namespace, kubeContext: inputs.kubeContext };
  const { exec, signal, workingDirectory: cwd } = context;
  const program = await helmProgram(context);
  const helm = await openHelm({ program, exec, log, signal, cwd, env: helmEnvironment(context) }, target);
  context.output('namespace', namespace);
  log.info(`helm ${helm.version}; cluster ${server} (context ${name})`);
  log.info(`release ${target.release} in namespace ${namespace}`);
  return { kube, helm, target, driver: driverOf(context.host.env['HELM_DRIVER']) };
}

function driverOf(name: string | undefined): Connected['driver'] {
  if (name === undefined || name === '' || /^secrets?$/.test(name)) return 'secret';
  return /^configmaps?$/.test(name) ? 'configmap' : 'other';
}
