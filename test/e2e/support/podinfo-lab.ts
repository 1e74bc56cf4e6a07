import type { ChildProcess } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Cluster, run, tools, waitFor } from '@fairlead/devcluster';
import type { LabParts } from '@fairlead/devtools';
import { pushContext } from '@fairlead/devtools';
import { type ForgedStep, forgeStep, type Load, startLoad } from '@fairlead/testkit';

const MODULE = 'github.com/stefanprodan/podinfo';
const PIN = resolve(import.meta.dirname, '../../fixtures/podinfo');
const REPOSITORY = '127.0.0.1:5000/acme/podinfo';
const ENV = { ...process.env, GOFLAGS: '', GOWORK: 'off', CGO_ENABLED: '0' };

/** Where its routes get their middleware, and what stands there instead. */
const HOOK = 's.router.Use(randomErrorMiddleware)';
const ALWAYS = 'if s.config.RandomError {';

/** Faults in Go that each user's request meets, by the name of the build. */
const FAULTS = {
  stable: '',
  good: '',
  failing: 'if rand.Float64() < 0.2 { w.WriteHeader(http.StatusInternalServerError); return }',
  missing: 'w.WriteHeader(http.StatusNotFound); return',
  slow: 'time.Sleep(3 * time.Second)',
  ending: 'os.Exit(3)',
} as const;

/** podinfo, a service that nobody here wrote, with its own chart and metrics, on a real cluster. */
export interface PodinfoLab {
  /**
   * Builds and pushes it as it is, but for a fault of its own, once; gives `name@sha256:…`.
   * Answers say by a header which build they come from.
   */
  image(variant: keyof typeof FAULTS): Promise<string>;
  /** Installs an image by the chart into a namespace of its own. */
  open(namespace: string, image: string, options?: { readonly gateway?: boolean }): Promise<PodinfoBench>;
  close(): Promise<void>;
}

/** One namespace with podinfo as its chart installs it. */
export interface PodinfoBench {
  readonly namespace: string;
  helm(image: string): Promise<void>;
  /** Users: so many requests a second. */
  load(rate: number): Promise<Load>;
  step(
    inputs: Readonly<Record<string, string>>,
    onLine?: (line: string, child: ChildProcess) => void,
  ): Promise<ForgedStep>;
  /** Names of Deployments, Services and routes. */
  objects(): Promise<readonly string[]>;
  /** Ends its loads and removes the namespace. */
  close(): Promise<void>;
}

/** Opens a lab in a cluster that is up, with the sources from the module proxy. */
export async function openPodinfoLab({ cluster, toolbox, nextPort }: LabParts): Promise<PodinfoLab> {
  const folder = await mkdtemp(join(tmpdir(), 'fairlead-podinfo-'));
  const [helm, source] = await Promise.all([
    toolbox.ensure(tools.helm3).then(({ path }) => path),
    copySource(join(folder, 'source')),
  ]);
  const chart = join(source, 'charts/podinfo');
  const programs = join(folder, 'programs');
  await buildPrograms(source, programs);
  const images = new Map<string, Promise<string>>();
  return {
    image(variant) {
      const image = images.get(variant) ?? pushVariant(cluster, programs, variant);
      images.set(variant, image);
      return image;
    },
    async open(namespace, image, { gateway = false } = {}) {
      const nodePort = gateway ? undefined : nextPort();
      const bench = makeBench({ cluster, helm, chart, folder, namespace, nodePort });
      await bench.helm(image);
      if (gateway) await applyRoute(cluster, namespace);
      const answered = await waitFor(() => answers(cluster, namespace, nodePort), { timeoutMs: 30_000 });
      if (answered === undefined) throw new Error(`podinfo does not answer in ${namespace}`);
      return bench;
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** The module's sources as the pinned sum knows them, in a place where they can be changed. */
async function copySource(folder: string): Promise<string> {
  const { stdout } = await run(['go', 'mod', 'download', '-json', MODULE], { cwd: PIN, env: ENV });
  const { Dir } = JSON.parse(stdout) as { readonly Dir: string };
  await cp(Dir, folder, { recursive: true });
  await run(['chmod', '-R', 'u+w', folder], {});
  const server = join(folder, 'pkg/api/http/server.go');
  const text = await readFile(server, 'utf8');
  const hooked = text.replace(HOOK, 's.router.Use(fault)').replace(ALWAYS, 'if true {');
  if (!hooked.includes('s.router.Use(fault)') || text === hooked) throw new Error(`${server} has no ${HOOK}`);
  await writeFile(server, hooked);
  return folder;
}

/** Compiles once for all faults: an image chooses its own by a variable. */
async function buildPrograms(source: string, out: string): Promise<void> {
  const faults = Object.entries(FAULTS).map(([name, code]) => `case ${JSON.stringify(name)}:\n${code}`);
  const go = `package http

import (
	"math/rand"
	"net/http"
	"os"
	"time"
)

func fault(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Orders-Commit", os.Getenv("VARIANT"))
		if r.URL.Path != "/healthz" && r.URL.Path != "/readyz" && r.URL.Path != "/metrics" {
			switch os.Getenv("VARIANT") {
			${faults.join('\n')}
			}
		}
		next.ServeHTTP(w, r)
	})
}
`;
  await writeFile(join(source, 'pkg/api/http/fault.go'), go);
  const flags = ['-trimpath', '-ldflags', '-s -w', '-o', `${out}/`];
  await mkdir(out, { recursive: true });
  await run(['go', 'build', ...flags, './cmd/podinfo', './cmd/podcli'], { cwd: source, env: ENV });
  await cp(join(source, 'ui'), join(out, 'ui'), { recursive: true });
}

async function pushVariant(cluster: Cluster, programs: string, variant: string): Promise<string> {
  const context = await mkdtemp(join(tmpdir(), 'fairlead-podinfo-image-'));
  try {
    await cp(programs, context, { recursive: true });
    const lines = [
      'FROM scratch',
      'COPY . /',
      `ENV PATH=/ VARIANT=${variant}`,
      'WORKDIR /',
      'USER 65532:65532',
      'CMD ["./podinfo"]',
    ];
    await writeFile(join(context, 'Dockerfile'), `${lines.join('\n')}\n`);
    return await pushContext(cluster, context, `${REPOSITORY}:${variant}`);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

const hostOf = (namespace: string): string => `${namespace}.example.test`;

async function applyRoute({ api }: Cluster, namespace: string): Promise<void> {
  await api.apply(`/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes/podinfo`, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'podinfo' },
    spec: {
      parentRefs: [{ name: 'gateway', namespace: 'gateway-system' }],
      hostnames: [hostOf(namespace)],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          backendRefs: [{ name: 'podinfo', port: 9898 }],
        },
      ],
    },
  });
}

function addressOf({ gatewayUrl }: Cluster, nodePort: number | undefined): string {
  return nodePort === undefined ? (gatewayUrl ?? '') : `http://127.0.0.1:${nodePort}`;
}

async function answers(
  cluster: Cluster,
  namespace: string,
  nodePort: number | undefined,
): Promise<true | undefined> {
  const url = `${addressOf(cluster, nodePort)}/version`;
  try {
    const answer = await cluster.http.request({ method: 'GET', url, headers: { host: hostOf(namespace) } });
    return answer.status === 200 ? true : undefined;
  } catch {
    return undefined;
  }
}

interface BenchParts {
  readonly cluster: Cluster;
  readonly helm: string;
  readonly chart: string;
  readonly folder: string;
  readonly namespace: string;
  /** Undefined: behind the gateway. */
  readonly nodePort: number | undefined;
}

function makeBench({ cluster, helm, chart, folder, namespace, nodePort }: BenchParts): PodinfoBench {
  const loads: Load[] = [];
  return {
    namespace,
    async helm(image) {
      const [repository = '', digest = ''] = image.split('@');
      const [algorithm = '', hex = ''] = digest.split(':');
      const service = nodePort === undefined ? [] : ['service.type=NodePort', `service.nodePort=${nodePort}`];
      // its probes start a program each time: seldom is enough, as it is ready at the first
      const probes = ['probes.readiness.periodSeconds=5', 'probes.liveness.periodSeconds=20'];
      // The chart writes repository:tag; a digest fits in two halves.
      const sets = [
        `image.repository=${repository}@${algorithm}`,
        `image.tag=${hex}`,
        'replicaCount=2',
        ...service,
        ...probes,
      ];
      const args = ['upgrade', '--install', 'podinfo', chart, '--namespace', namespace, '--create-namespace'];
      const wait = ['--wait', '--timeout', '90s'];
      await cluster.exec([helm, ...args, ...wait, ...sets.flatMap((set) => ['--set-string', set])]);
    },
    async load(rate) {
      await mkdir(folder, { recursive: true });
      const out = join(folder, `${namespace}.jsonl`);
      const wrap = (argv: readonly string[]) => cluster.nsenterArgv(argv);
      const url = `${addressOf(cluster, nodePort)}/version`;
      const load = await startLoad({ url, host: hostOf(namespace), rate, seconds: 600, out, wrap });
      loads.push(load);
      return load;
    },
    step: (inputs, onLine) =>
      forgeStep({
        action: 'canary-rollback',
        inputs: { workload: 'podinfo', namespace, ...inputs },
        env: { KUBECONFIG: cluster.kubeconfig },
        wrap: (argv) => cluster.nsenterArgv(argv),
        ...(onLine === undefined ? {} : { onLine }),
      }),
    async objects() {
      const kinds = {
        Deployment: 'apis/apps/v1/namespaces/NS/deployments',
        Service: 'api/v1/namespaces/NS/services',
        HTTPRoute: 'apis/gateway.networking.k8s.io/v1/namespaces/NS/httproutes',
        Job: 'apis/batch/v1/namespaces/NS/jobs',
      };
      const lists = await Promise.all(
        Object.entries(kinds).map(async ([kind, path]) => {
          const list = await cluster.api.get<{ items: { metadata: { name: string } }[] }>(
            `/${path.replace('NS', namespace)}`,
          );
          return (list?.items ?? []).map(({ metadata }) => `${kind} ${metadata.name}`);
        }),
      );
      return lists.flat();
    },
    async close() {
      await Promise.all(loads.map((load) => load.stop()));
      await cluster.api.request('DELETE', `/api/v1/namespaces/${namespace}`);
    },
  };
}
