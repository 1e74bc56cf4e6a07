import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createToolbox, findProgram, type Progress, type Toolbox, tools } from '@fairlead/devcluster';
import { buildReleaseTree } from '../../release/release-tree.ts';
import type { ClusterFacts } from '../cluster-facts.ts';
import type { ScenarioOptions } from '../scenario-options.ts';
import { demoFiles, SAMPLE, WORKFLOW } from '../settings.ts';
import { type Bridge, openBridge } from './bridge.ts';
import type { OwnCluster } from './connect.ts';
import { imageOfDemo } from './objects.ts';
import type { OwnClusterOptions } from './options.ts';
import { type OwnPrometheus, startPrometheus } from './prometheus.ts';

/** A Prometheus of somebody else may scrape every half a minute only. */
const SLOW_STEP_SECONDS = 90;

/** What the stage is set for. */
export interface OwnStageOptions {
  readonly options: OwnClusterOptions;
  readonly cluster: OwnCluster;
  readonly commits: number;
  readonly folder: string;
  readonly progress: Progress;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** All that the scenario needs on a cluster of the user. */
export interface OwnStage {
  readonly scenario: ScenarioOptions;
  /** Ends what runs on this machine. */
  close(): Promise<void>;
}

/** Builds act, helm and the release tree, and opens the ways to the pods. The namespace is there already. */
export async function setOwnStage(stage: OwnStageOptions): Promise<OwnStage> {
  const { options, cluster, folder, progress, signal } = stage;
  const toolbox = createToolbox({ progress, signal });
  const runs = options.prometheusUrl === undefined;
  const [act, helm, prometheus, tree] = await Promise.all([
    toolbox.ensure(tools.act),
    toolbox.ensure(tools.helm),
    runs ? findPrometheus(toolbox) : '',
    buildReleaseTree({ out: join(folder, 'release'), progress }),
  ]);
  signal.throwIfAborted();
  const bridge = await openBridge(cluster);
  let metrics: OwnPrometheus | undefined;
  const close = async (): Promise<void> => {
    await metrics?.close();
    await bridge.close();
  };
  try {
    if (runs)
      metrics = await startPrometheus({
        program: prometheus,
        folder: metricsFolder(folder),
        bridge,
        cluster,
      });
    const prometheusUrl = options.prometheusUrl ?? metrics?.url ?? '';
    const runnerState = join(toolbox.cacheDir, 'runner');
    await mkdir(runnerState, { recursive: true });
    const path = pathOf(helm.folder, (await toolbox.go()).root);
    const scenario = await scenarioOf(stage, {
      tree,
      act: act.path,
      path,
      prometheusUrl,
      runnerState,
      bridge,
    });
    return { scenario, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Folder of the demo's own Prometheus. */
export function metricsFolder(folder: string): string {
  return join(folder, 'prometheus');
}

/** One that is installed, else one that is built. */
async function findPrometheus(toolbox: Toolbox): Promise<string> {
  return findProgram('prometheus') ?? (await toolbox.ensure(tools.prometheus)).path;
}

interface Parts {
  readonly tree: string;
  readonly act: string;
  readonly path: string;
  readonly prometheusUrl: string;
  readonly runnerState: string;
  readonly bridge: Bridge;
}

async function scenarioOf(
  { options, cluster, commits, folder, say, signal }: OwnStageOptions,
  { tree, act, path, prometheusUrl, runnerState, bridge }: Parts,
): Promise<ScenarioOptions> {
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
  await chmod(kubeconfig, 0o600);
  const { namespace } = cluster;
  const place = { namespace, nodePort: false, pullSecret: options.pullSecret };
  return {
    folder,
    source: SAMPLE,
    workflow: WORKFLOW,
    tree,
    act,
    runnerState,
    path,
    ready: Promise.resolve({ path }),
    files: demoFiles(
      options.prometheusUrl === undefined ? place : { ...place, stepSeconds: SLOW_STEP_SECONDS },
    ),
    provider: 'replicas',
    target: { url: `http://${bridge.host}${bridge.base}services/orders:80/proxy/orders` },
    prometheusUrl,
    image: imageOfDemo(options.registry),
    env: stepEnvironment(kubeconfig),
    wrap: (argv) => argv,
    askCluster: () => askOwnCluster(cluster),
    say,
    commits,
    signal,
  };
}

/** Ours first; then what the user has, with docker and what gets the credentials. */
function pathOf(helmFolder: string, goRoot: string): string {
  const own = [dirname(process.execPath), helmFolder, join(goRoot, 'bin')];
  return [...own, process.env['PATH'] ?? '', '/usr/bin', '/bin'].filter(Boolean).join(delimiter);
}

/** Under act HOME is another folder, so docker is told where its logins are. */
function stepEnvironment(
  kubeconfig: string,
  env: NodeJS.ProcessEnv = process.env,
): Readonly<Record<string, string>> {
  const handed = ['DOCKER_HOST', 'DOCKER_CONTEXT', 'GOPROXY', 'GOSUMDB', 'GONOSUMDB', 'GOPRIVATE'];
  const given = handed.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  return {
    ...(Object.fromEntries(given) as Record<string, string>),
    TMPDIR: tmpdir(),
    KUBECONFIG: kubeconfig,
    DOCKER_CONFIG: env['DOCKER_CONFIG'] ?? join(homedir(), '.docker'),
    GOTOOLCHAIN: env['GOTOOLCHAIN'] ?? 'auto',
    GOMAXPROCS: String(availableParallelism()),
  };
}

interface DeploymentLike {
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly replicas?: number; readonly template?: PodTemplateLike };
  readonly status?: { readonly readyReplicas?: number };
}

interface PodTemplateLike {
  readonly spec?: { readonly containers: readonly { readonly image: string }[] };
}

/** The demo's Deployments as they are; others in the namespace are none of its business. */
async function askOwnCluster({ kube, namespace }: OwnCluster): Promise<ClusterFacts> {
  const list = (await kube.list('apps/v1', 'Deployment', { namespace })) as readonly DeploymentLike[];
  return {
    deployments: list
      .filter(({ metadata }) => /^orders(-|$)/.test(metadata.name))
      .map(({ metadata, spec, status }) => ({
        name: metadata.name,
        image: spec?.template?.spec?.containers[0]?.image ?? '',
        replicas: spec?.replicas ?? 1,
        ready: status?.readyReplicas ?? 0,
      })),
    weights: undefined,
  };
}
