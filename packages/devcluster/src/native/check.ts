import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { freemem } from 'node:os';
import { errorMessage } from '../errors.ts';
import { stateRoot } from '../paths.ts';
import type { CheckReport, Finding } from '../provider.ts';
import { missingPackages } from '../tools/debian.ts';
import { findGo } from '../tools/go.ts';
import { addresses, gatewayObject } from './constants.ts';
import { type ClusterStatus, clusterStatus, findCluster } from './status.ts';

/** Says what a native cluster that is up offers; without one, whether this machine could run it. */
export async function checkNative(name: string): Promise<CheckReport> {
  const status = await clusterStatus(name);
  const findings = status.up ? await checkCluster(status) : await checkMachine();
  return {
    provider: 'native',
    cluster: name,
    ok: findings.every(({ state }) => state !== 'lacks'),
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

async function checkMachine(): Promise<Finding[]> {
  const linux = process.platform === 'linux';
  const root = process.getuid?.() === 0;
  const findings: Finding[] = [
    fact('Linux', linux, process.platform, 'use a cluster of your own with --kubeconfig'),
    fact(
      'root',
      root,
      `user ${process.getuid?.() ?? 'unknown'}`,
      'run it as root, or use a cluster of your own',
    ),
    await checkGo(),
  ];
  if (!linux) return findings;
  const overlay = readFileSync('/proc/filesystems', 'utf8').includes('overlay');
  findings.push(
    fact(
      'overlay file system',
      overlay,
      overlay ? 'known to the kernel' : 'unknown to the kernel',
      'modprobe overlay',
    ),
  );
  const missing = missingPackages();
  const canInstall = missing.length === 0 || existsSync('/usr/bin/apt-get');
  const detail =
    missing.length === 0 ? 'all there' : `${missing.join(', ')}${canInstall ? ': up installs them' : ''}`;
  findings.push(fact('system packages', canInstall, detail, 'install their equivalents'));
  findings.push(
    fact('memory', freemem() > 3e9, `${(freemem() / 1e9).toFixed(1)} GB free`, 'building needs about 3 GB'),
  );
  const disk = statfsSync(existsSync(stateRoot()) ? stateRoot() : '/');
  const free = disk.bavail * disk.bsize;
  findings.push(
    fact(
      'disk',
      free > 8e9,
      `${(free / 1e9).toFixed(0)} GB free`,
      'building needs about 8 GB the first time',
    ),
  );
  return findings;
}

async function checkGo(): Promise<Finding> {
  try {
    const go = await findGo();
    return { what: 'Go', state: 'offers', detail: `${go.version} ${go.platform}` };
  } catch (error) {
    return {
      what: 'Go',
      state: 'lacks',
      detail: errorMessage(error),
      hint: 'install Go 1.24 or newer: https://go.dev/dl',
    };
  }
}

function fact(what: string, good: boolean, detail: string, hint: string): Finding {
  return { what, state: good ? 'offers' : 'lacks', detail, hint: good ? undefined : hint };
}
