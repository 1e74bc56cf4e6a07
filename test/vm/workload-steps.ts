import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorMessage } from '@fairlead/core';
import { type Cluster, cacheRoot, findCluster, run, waitFor } from '@fairlead/devcluster';
import type { VmStep } from './step.ts';

const NAME = 'vm';
const MINUTE = 60_000;
const IMAGE = '127.0.0.1:5000/vm/hello:1';
/** Room for what starts a program in the container as well. */
const MEMORY = 64 * 1024 * 1024;

/** A build whose RUN steps need cgroups, overlay and, where the kernel has it, AppArmor. */
export const build: VmStep = {
  name: 'a build with RUN, and its image runs',
  limitMs: 10 * MINUTE,
  run: async () => {
    const cluster = await theCluster();
    const folder = mkdtempSync(join(tmpdir(), 'vm-build-'));
    try {
      await importShell(['docker', '--host', cluster.dockerHost], folder);
      const lines = [
        'FROM vm/shell:1',
        'RUN busybox mkdir /www && echo "made by a build" > /www/index.html',
        'RUN busybox cat /proc/self/cgroup > /www/cgroup',
      ];
      writeFileSync(join(folder, 'Dockerfile'), `${lines.join('\n')}\n`);
      await cluster.exec(['docker', 'build', '--tag', IMAGE, folder], { env: { DOCKER_BUILDKIT: '1' } });
      const words = [
        'docker',
        'run',
        '--rm',
        '--network',
        'none',
        IMAGE,
        'busybox',
        'cat',
        '/www/index.html',
      ];
      const { stdout } = await cluster.exec(words);
      if (stdout.trim() !== 'made by a build') throw new Error(`the image says: ${stdout}`);
      await cluster.exec(['docker', 'push', '--quiet', IMAGE]);
      return 'built, run and pushed';
    } finally {
      rmSync(folder, { recursive: true, force: true });
      cluster.close();
    }
  },
};

/** An image with nothing but a static shell, in any engine. */
export async function importShell(docker: readonly string[], folder: string): Promise<void> {
  const program = join(cacheRoot(), 'tools', 'busybox-static', 'busybox');
  const root = join(folder, 'root');
  await run(['mkdir', '-p', join(root, 'bin'), join(root, 'tmp')]);
  await run(['cp', program, join(root, 'bin', 'busybox')]);
  await run(['ln', '-s', 'busybox', join(root, 'bin', 'sh')]);
  const archive = join(folder, 'shell.tar');
  await run(['tar', '--create', '--file', archive, '--directory', root, '.']);
  await run([...docker, 'import', '--change', 'ENV PATH=/bin', archive, 'vm/shell:1']);
}

/** A server behind a Service, reached by a pod on the same node by its name: cgroups, bridge, DNS and firewall. */
export const pod: VmStep = {
  name: 'a pod answers another one through its Service, within its limits',
  limitMs: 10 * MINUTE,
  run: async ({ say }) => {
    const cluster = await theCluster();
    const until = untilPod.bind(undefined, cluster, say);
    try {
      await cluster.api.apply('/api/v1/namespaces/default/pods/hello', server());
      await cluster.api.apply('/api/v1/namespaces/default/services/hello', service());
      await until('hello', (status) => status.conditions?.some(isReady) === true);
      const limits = readLimits(`/sys/fs/cgroup/fairlead-${NAME}`);
      if (!limits.includes(String(MEMORY)))
        throw new Error(`no pod has the memory limit ${MEMORY}: ${limits}`);
      await cluster.api.apply('/api/v1/namespaces/default/pods/asks', client());
      await until('asks', ({ phase }) => phase === 'Succeeded');
      return 'answered by name, memory limit set in the cgroup of the cluster';
    } finally {
      cluster.close();
    }
  },
};

interface PodStatus {
  readonly phase?: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  readonly containerStatuses?: readonly { readonly state?: unknown; readonly lastState?: unknown }[];
}

const isReady = ({ type, status }: { readonly type: string; readonly status: string }): boolean =>
  type === 'Ready' && status === 'True';

/** Waits for a pod, and shows what becomes of it. */
async function untilPod(
  cluster: Cluster,
  say: (line: string) => void,
  name: string,
  good: (status: PodStatus) => boolean,
): Promise<void> {
  let last = '';
  const look = async (): Promise<true | undefined> => {
    const path = `/api/v1/namespaces/default/pods/${name}`;
    // A busy API server may leave one question without an answer.
    const pod = await cluster.api.get<{ status?: PodStatus }>(path).catch((error: unknown) => {
      say(`pod ${name}: ${errorMessage(error)}`);
      return undefined;
    });
    const state = pod?.status?.containerStatuses?.map(({ state, lastState }) => ({ state, lastState }));
    const shown = `${pod?.status?.phase ?? 'not there'} ${JSON.stringify(state ?? [])}`;
    if (shown !== last) say(`pod ${name}: ${shown}`);
    last = shown;
    return pod?.status !== undefined && good(pod.status) ? true : undefined;
  };
  const seen = await waitFor(look, { timeoutMs: 5 * MINUTE, everyMs: 1000 });
  if (seen === undefined) throw new Error(`pod ${name}: ${last}`);
}

function server(): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'hello', labels: { app: 'hello' } },
    spec: {
      containers: [
        {
          name: 'hello',
          image: IMAGE,
          command: ['busybox', 'httpd', '-f', '-p', '8080', '-h', '/www'],
          resources: { limits: { memory: String(MEMORY) } },
          // A translated processor takes seconds to start a program.
          readinessProbe: { exec: { command: ['busybox', 'cat', '/www/index.html'] }, timeoutSeconds: 60 },
        },
      ],
    },
  };
}

function service(): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'hello' },
    spec: { selector: { app: 'hello' }, ports: [{ port: 80, targetPort: 8080 }] },
  };
}

function client(): unknown {
  // With its own -T Debian's static busybox ends by a segmentation fault.
  const get = 'busybox timeout 60 busybox wget -q -O - http://hello.default.svc.cluster.local/';
  const ask = `${get} | busybox grep made`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'asks' },
    spec: {
      restartPolicy: 'OnFailure',
      containers: [{ name: 'asks', image: IMAGE, command: ['sh', '-c', ask] }],
    },
  };
}

/** Memory limits of all cgroups below a folder. */
function readLimits(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name === 'memory.max')
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8').trim());
}

async function theCluster(): Promise<Cluster> {
  const cluster = await findCluster(NAME);
  if (cluster === undefined) throw new Error('there is no cluster');
  return cluster;
}
