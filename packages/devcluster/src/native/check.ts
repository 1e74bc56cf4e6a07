import { errorMessage } from '@fairlead/core';
import { type CheckReport, type Finding, lacksNothing } from '../provider.ts';
import { checkMachine } from './check-machine.ts';
import { addresses, gatewayObject } from './constants.ts';
import { type ClusterStatus, clusterStatus, findCluster } from './status.ts';

/** Says what a native cluster that is up offers; without one, whether this machine could run it. */
export async function checkNative(name: string, cacheDir?: string): Promise<CheckReport> {
  const status = await clusterStatus(name);
  const findings = status.up ? await checkCluster(status) : await checkMachine(cacheDir);
  return {
    provider: 'native',
    cluster: name,
    ok: lacksNothing(findings),
    findings,
  };
}

async function checkCluster(status: ClusterStatus): Promise<Finding[]> {
  const cluster = await findCluster(status.name);
  const answers = async (what: string, url: string): Promise<Finding> => {
    try {
      const response = await cluster?.http.request({ url, timeoutMs: 5000 });
      const good = response?.status === 200;
      return { what, state: good ? 'offers' : 'lacks', detail: `${url}: HTTP ${response?.status}` };
    } catch (error) {
      return {
        what,
        state: 'lacks',
        detail: errorMessage(error),
        hint: 'npm run cluster -- up starts it again',
      };
    }
  };
  const findings: Finding[] = [
    { what: 'Kubernetes', state: 'offers', detail: `${status.version}, ${addresses.apiServer}` },
    { what: 'node', state: 'offers', detail: `${status.name} is ready` },
    await answers('registry', `http://${addresses.registry}/v2/`),
    await answers('Prometheus', `${addresses.prometheus}/-/ready`),
    status.gateway
      ? await answers('gateway', `http://${addresses.gatewayMetrics}/ping`)
      : {
          what: 'gateway',
          state: 'unknown',
          detail: 'not asked for',
          hint: 'npm run cluster -- up --gateway',
        },
  ];
  if (status.gateway) {
    const detail = `${gatewayObject.namespace}/${gatewayObject.name}, ${addresses.gateway}`;
    findings.push({ what: 'Gateway API', state: 'offers', detail });
  }
  cluster?.close();
  return findings;
}
