import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { type Cluster, clusterStatus } from '@fairlead/devcluster';
import { sourceArgv } from '@fairlead/testkit';

/** Path of the cluster command. */
export const clusterEntry: string = resolve(import.meta.dirname, '../../../packages/devcluster/src/cli.ts');

/** The cluster command for one cluster. */
export interface ClusterCommand {
  start(...words: string[]): ChildProcess;
  run(...words: string[]): Promise<{ code: number | null; out: string; err: string }>;
  /** Process numbers of the cluster's programs, as recorded. */
  recordedPids(): Promise<number[]>;
}

/** Runs the command as a user's script would: from another folder, without standard input. */
export function clusterCommand(name: string): ClusterCommand {
  const start = (...words: string[]): ChildProcess => {
    const [node, ...argv] = sourceArgv(clusterEntry, ...words, '--name', name);
    return spawn(node, argv, { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
  };
  return {
    start,
    run: async (...words) => {
      const child = start(...words);
      const text = { out: '', err: '' };
      child.stdout?.on('data', (chunk) => {
        text.out += chunk;
      });
      child.stderr?.on('data', (chunk) => {
        text.err += chunk;
      });
      const code = await new Promise<number | null>((done) => child.on('close', done));
      return { code, ...text };
    },
    recordedPids: async () => (await clusterStatus(name)).daemons.map(({ pid }) => pid),
  };
}

/** Asks the cluster's own name server. */
export async function resolveInside(cluster: Cluster, name: string): Promise<string> {
  const script = `const dns = new (require('node:dns').promises.Resolver)();
    dns.setServers(['10.200.0.1']);
    dns.resolve4(process.argv[1]).then(([address]) => console.log(address));`;
  return (await cluster.exec([process.execPath, '--eval', script, name])).stdout;
}

/** Labels of a pod of the deployment that Prometheus reaches. */
export async function scraped(cluster: Cluster): Promise<Record<string, string> | undefined> {
  const query = encodeURIComponent('up{job="kubernetes-pods",label_app="orders"} == 1');
  const response = await cluster.http.request({
    url: `${cluster.prometheusUrl}/api/v1/query?query=${query}`,
  });
  const answer = JSON.parse(response.body) as { data: { result: { metric: Record<string, string> }[] } };
  return answer.data.result[0]?.metric;
}

/** Two pods that ask to be scraped. */
export function deployment(image: string): unknown {
  const labels = { app: 'orders' };
  const annotations = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '8080' };
  const container = {
    name: 'orders',
    image,
    ports: [{ containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 1 },
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'orders' },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels, annotations }, spec: { containers: [container] } },
    },
  };
}

/** Reached on node port 30080. */
export function service(): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'orders' },
    spec: {
      type: 'NodePort',
      selector: { app: 'orders' },
      ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }],
    },
  };
}
