import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createToolbox, type Progress, tools } from '@fairlead/devcluster';
import { SAMPLE } from '../../paths.ts';
import { buildReleaseTree } from '../../release/release-tree.ts';
import type { ClusterFacts } from '../cluster-facts.ts';
import type { ScenarioOptions } from '../scenario-options.ts';
import { demoFiles, WORKFLOW } from '../settings.ts';
import { type Bridge, openBridge } from './bridge.ts';
import type { OwnCluster } from './connect.ts';
import { imageOfDemo } from './objects.ts';
import type { OwnClusterOptions } from './options.ts';

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
  const { cluster, folder, progress, signal } = stage;
  const toolbox = createToolbox({ progress, signal });
  const [act, helm, tree] = await Promise.all([
    toolbox.ensure(tools.act),
    toolbox.ensure(tools.helm),
    buildReleaseTree({ out: join(folder, 'release'), progress }),
  ]);
  signal.throwIfAborted();
  const bridge = await openBridge(cluster);
  const close = (): Promise<void> => bridge.close();
  try {
    const runnerState = join(toolbox.cacheDir, 'runner');
    await mkdir(runnerState, { recursive: true });
    const path = pathOf(helm.folder, (await toolbox.go()).root);
    const scenario = await scenarioOf(stage, {
      tree,
      act: act.path,
      path,
      runnerState,
      bridge,
    });
    return { scenario, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Parts {
  readonly tree: string;
  readonly act: string;
  readonly path: string;
  readonly runnerState: string;
  readonly bridge: Bridge;
}

async function scenarioOf(
  { options, cluster, commits, folder, say, signal }: OwnStageOptions,
  { tree, act, path, runnerState, bridge }: Parts,
): Promise<ScenarioOptions> {
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
  await chmod(kubeconfig, 0o600);
  const { namespace } = cluster;
  return {
    folder,
    source: SAMPLE,
    workflow: WORKFLOW,
    tree,
    act,
    runnerState,
    path,
    ready: Promise.resolve({ path }),
    files: demoFiles({
      namespace,
      nodePort: false,
      pullSecret: options.pullSecret,
      prometheusUrl: options.prometheusUrl,
    }),
    provider: 'replicas',
    target: { url: `http://${bridge.host}${bridge.base}services/orders:80/proxy/orders` },
    prometheusUrl: undefined,
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
