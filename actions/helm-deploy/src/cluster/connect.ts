import { type HelmSession, openSession } from '@fairlead/helm';
import type { DeployContext } from '../context.ts';
import { openCluster } from './open-cluster.ts';

/** What it takes to look at a release and to change it back. */
export interface Connected extends HelmSession {
  /** Where helm keeps its records. */
  readonly driver: 'secret' | 'configmap' | 'other';
}

/** Finds helm and the cluster. @throws InputError, ToolError TOOL_MISSING, HELM_VERSION, and what bringing a helm can end with. */
export async function connect(context: DeployContext): Promise<Connected> {
  const { inputs, log } = context;
  const kube = await openCluster(context);
  const { namespace, server, context: name } = kube.target;
  const session = await openSession(context, kube, inputs.release);
  context.output('namespace', namespace);
  log.info(`helm ${session.helm.version}; cluster ${server} (context ${name})`);
  log.info(`release ${inputs.release} in namespace ${namespace}`);
  return { ...session, driver: driverOf(context.host.env['HELM_DRIVER']) };
}

function driverOf(name: string | undefined): Connected['driver'] {
  if (name === undefined || name === '' || /^secrets?$/.test(name)) return 'secret';
  return /^configmaps?$/.test(name) ? 'configmap' : 'other';
}
