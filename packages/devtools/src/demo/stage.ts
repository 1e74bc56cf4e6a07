import { mkdir } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import {
  type Cluster,
  createToolbox,
  ensureGoImage,
  type GoToolchain,
  type Progress,
  startCluster,
  type Tool,
  type Toolbox,
  tools,
} from '@fairlead/devcluster';
import { REPOSITORY_ROOT } from '../paths.ts';
import { buildReleaseTree } from '../release/release-tree.ts';
import { askCluster } from './cluster-facts.ts';
import type { ScenarioOptions } from './scenario.ts';
import { demoCommits, NAMESPACE } from './settings.ts';

/** The sample service and the workflow of the story. */
const SAMPLE = join(REPOSITORY_ROOT, 'test/fixtures/orders');
const WORKFLOW = join(REPOSITORY_ROOT, 'workflows-examples/pipeline.yml');

/** What the stage is set for. */
export interface StageOptions {
  readonly name: string;
  readonly gateway: boolean;
  /** How many commits are sent; default all. */
  readonly commits?: number;
  /** Folder for everything that belongs to this run. */
  readonly folder: string;
  readonly progress: Progress;
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal;
  /** Whether kubectl is wanted too, for the one who looks around afterwards. */
  readonly kubectl?: boolean;
}

/** A stage that is set: the cluster, and all that the scenario needs. */
export interface Stage {
  readonly cluster: Cluster;
  /** Path of kubectl, when it was asked for. */
  readonly kubectl: string | undefined;
  readonly scenario: ScenarioOptions;
}

/**
 * Brings up the cluster, builds act, helm and the actions' release tree, and fills the module proxy. What needs no
 * processor time runs beside what does; Go builds take turns. When one piece fails, the others are ended first: who
 * removes the cluster then does not meet one that is still being started.
 */
export async function setStage(options: StageOptions): Promise<Stage> {
  const { progress } = options;
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const toolbox = createToolbox({ progress, signal });
  const cluster = startCluster({ name: options.name, gateway: options.gateway, toolbox }, progress);
  const image = cluster.then((up) =>
    ensureGoImage({ dockerHost: up.dockerHost, modules: [SAMPLE] }, toolbox),
  );
  const pieces = [
    cluster,
    image,
    buildReleaseTree({ out: join(options.folder, 'release'), progress }),
    toolbox.ensure(tools.act),
    toolbox.ensure(tools.helm3),
    options.kubectl === true ? toolbox.ensure(tools.kubectl) : undefined,
  ] as const;
  const [up, goImage, tree, act, helm, kubectl] = await Promise.all(pieces).catch(async (error: unknown) => {
    failed.abort();
    await Promise.allSettled(pieces);
    throw error;
  });
  options.signal?.throwIfAborted();
  const scenario = await scenarioOf(options, toolbox, { up, proxy: goImage.proxy.url, tree, act, helm });
  return { cluster: up, kubectl: kubectl?.path, scenario };
}

/** What the pieces of the stage are for the scenario. */
interface Pieces {
  readonly up: Cluster;
  /** Address of the module proxy. */
  readonly proxy: string;
  /** Folder of the release tree. */
  readonly tree: string;
  readonly act: Tool;
  readonly helm: Tool;
}

/** Makes the namespace and the runner's folder, and tells the scenario where everything is. */
async function scenarioOf(options: StageOptions, toolbox: Toolbox, pieces: Pieces): Promise<ScenarioOptions> {
  const { up, proxy, tree, act, helm } = pieces;
  await up.api.apply(`/api/v1/namespaces/${NAMESPACE}`, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE },
  });
  const runnerState = join(toolbox.cacheDir, 'runner');
  await mkdir(runnerState, { recursive: true });
  return {
    folder: options.folder,
    source: SAMPLE,
    workflow: WORKFLOW,
    tree,
    act: act.path,
    runnerState,
    path: pathOf(helm, await toolbox.go()),
    gatewayUrl: up.gatewayUrl,
    gateway: up.gateway,
    prometheusUrl: up.prometheusUrl,
    registry: up.registry,
    env: stepEnvironment(up, proxy),
    wrap: (argv) => up.nsenterArgv(argv),
    askCluster: () => askCluster(up.api, NAMESPACE, 'orders'),
    say: options.say,
    commits: options.commits ?? demoCommits.length,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
}

function pathOf(helm: Tool, go: GoToolchain): string {
  const system = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  return [dirname(process.execPath), helm.folder, ...system, join(go.root, 'bin')].join(delimiter);
}

function stepEnvironment(up: Cluster, proxy: string): Readonly<Record<string, string>> {
  return {
    TMPDIR: tmpdir(),
    KUBECONFIG: up.kubeconfig,
    DOCKER_HOST: up.dockerHost,
    GOPROXY: proxy,
    GOSUMDB: 'off',
    GOTOOLCHAIN: 'local',
    GOMAXPROCS: String(availableParallelism()),
  };
}
