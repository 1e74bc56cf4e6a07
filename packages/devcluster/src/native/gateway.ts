import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExternalError } from '@fairlead/core';
import { parse } from 'yaml';
import type { ClusterPaths } from '../paths.ts';
import { writeAtomic } from '../system/files.ts';
import { patient } from '../system/patience.ts';
import { run } from '../system/run.ts';
import { waitFor } from '../system/wait.ts';
import { GATEWAY_API_VERSION, tools } from '../tools/catalogue.ts';
import { goEnvironment } from '../tools/go.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import type { KubeApi } from './api.ts';
import { addresses, gatewayObject } from './constants.ts';

const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const GATEWAY_API = '/apis/gateway.networking.k8s.io/v1';

/** Installs the Gateway API's definitions, which are files of its Go module. */
export async function applyGatewayDefinitions(api: KubeApi, toolbox: Toolbox): Promise<void> {
  const folder = await definitionsFolder(toolbox);
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  await Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8');
      const { kind, metadata } = parse(text) as { kind?: string; metadata?: { name: string } };
      if (kind === 'CustomResourceDefinition') await api.apply(`${DEFINITIONS}/${metadata?.name}`, text);
    }),
  );
  const served = await waitFor(
    async () => {
      const list = await api.get<{ resources: { name: string }[] }>(GATEWAY_API);
      return list?.resources.some((resource) => resource.name === 'httproutes') ? true : undefined;
    },
    { timeoutMs: patient(20_000) },
  );
  if (served === undefined) {
    throw new ExternalError({
      code: 'CLUSTER_API_FAILED',
      message: 'the Gateway API was not served in time',
    });
  }
}

/** Downloads the module, checked against the go.sum of the gateway's own module. */
async function definitionsFolder(toolbox: Toolbox): Promise<string> {
  const argv = ['go', 'mod', 'download', '-json', `sigs.k8s.io/gateway-api@${GATEWAY_API_VERSION}`];
  const { stdout } = await run(argv, { cwd: tools.traefik.folder, env: goEnvironment(toolbox.env) });
  return join((JSON.parse(stdout) as { Dir: string }).Dir, 'config', 'crd', 'standard');
}

/** Makes the class and the gateway, and waits until its controller says that it serves. */
export async function applyGateway(api: KubeApi): Promise<void> {
  const { className, name, namespace } = gatewayObject;
  const group = 'gateway.networking.k8s.io/v1';
  await api.apply(`/api/v1/namespaces/${namespace}`, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace },
  });
  await api.apply(`${GATEWAY_API}/gatewayclasses/${className}`, {
    apiVersion: group,
    kind: 'GatewayClass',
    metadata: { name: className },
    spec: { controllerName: 'traefik.io/gateway-controller' },
  });
  const path = `${GATEWAY_API}/namespaces/${namespace}/gateways/${name}`;
  const port = Number(new URL(addresses.gateway).port);
  await api.apply(path, {
    apiVersion: group,
    kind: 'Gateway',
    metadata: { name, namespace },
    spec: {
      gatewayClassName: className,
      listeners: [{ name: 'http', protocol: 'HTTP', port, allowedRoutes: { namespaces: { from: 'All' } } }],
    },
  });
  const programmed = await waitFor(
    async () => {
      const gateway = await api.get<{ status?: { conditions?: { type: string; status: string }[] } }>(path);
      const conditions = gateway?.status?.conditions ?? [];
      return conditions.some(({ type, status }) => type === 'Programmed' && status === 'True')
        ? true
        : undefined;
    },
    { timeoutMs: patient(30_000) },
  );
  if (programmed === undefined) {
    throw new ExternalError({
      code: 'GATEWAY_NOT_READY',
      message: 'the gateway was not programmed in time',
    });
  }
}

/** Tells Prometheus to scrape the gateway. */
export async function writeGatewayTarget(paths: ClusterPaths): Promise<void> {
  const target = [{ targets: [addresses.gatewayMetrics], labels: { job: 'gateway' } }];
  await writeAtomic(join(paths.config, 'targets', 'gateway.json'), `${JSON.stringify(target)}\n`);
}
