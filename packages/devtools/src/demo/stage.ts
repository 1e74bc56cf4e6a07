import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { Cluster, GoToolchain, Tool } from '@fairlead/devcluster';
import { SAMPLE } from '../paths.ts';
import { askCluster } from './cluster-facts.ts';
import { runnerCache } from './runner-cache.ts';
import type { ScenarioOptions } from './scenario-options.ts';
import { demoCommits, demoFiles, loadTarget, NAMESPACE, WORKFLOW } from './settings.ts';
import { beginWork, type StageOptions, type StageWork } from './stage-work.ts';

/** A stage on which the scenario can begin: there is an engine; the cluster may still be on its way. */
export interface Stage {
  readonly cluster: Cluster;
  /** Path of kubectl, when it was asked for. */
  readonly kubectl: Promise<string | undefined>;
  readonly scenario: ScenarioOptions;
  /** Ends what is still being made, so that who removes the cluster does not meet one that is being started. */
  close(): Promise<void>;
}

/**
 * Sets the stage: docker engine, registry, act, the actions' release tree and the module proxy, which the pipeline's first
 * jobs need. Meanwhile and afterwards the rest is made: Kubernetes and helm, for which `scenario.ready` waits. What needs no
 * processor time runs beside what does; Go builds take turns. When one piece fails, the others are ended first.
 */
export async function setStage(options: StageOptions): Promise<Stage> {
  const work = beginWork(options);
  try {
    const [up, goImage, tree, act] = await Promise.all([work.engine, work.image, work.tree, work.act]);
    options.signal?.throwIfAborted();
    const parts = { up, proxy: goImage.proxy.url, compiled: goImage.cache, tree, act };
    const scenario = await scenarioOf(options, work, parts);
    return { cluster: up, kubectl: work.kubectl, scenario, close: work.close };
  } catch (error) {
    await work.close();
    throw await work.reason(error);
  }
}

/** The part of the stage that the release does not need. */
interface Pieces {
  readonly up: Cluster;
  /** Address of the module proxy. */
  readonly proxy: string;
  /** Folder of compiled dependencies. */
  readonly compiled: string;
  /** Folder of the release tree. */
  readonly tree: string;
  readonly act: Tool;
}

/** Tells the scenario where everything is, or when it will be there. */
async function scenarioOf(options: StageOptions, work: StageWork, pieces: Pieces): Promise<ScenarioOptions> {
  const { up, proxy, compiled, tree, act } = pieces;
  const { toolbox } = work;
  const runnerState = join(toolbox.cacheDir, 'runner');
  const goCache = await runnerCache(runnerState, compiled);
  const go = await toolbox.go();
  return {
    folder: options.folder,
    source: SAMPLE,
    workflow: WORKFLOW,
    tree,
    act: act.path,
    runnerState,
    path: pathOf(go),
    ready: work.whole.then(({ helm }) => ({ path: pathOf(go, helm) })),
    files: demoFiles({ gateway: up.gateway }),
    provider: up.gateway === undefined ? 'replicas' : 'gateway',
    target: loadTarget(up.gatewayUrl),
    prometheusUrl: up.prometheusUrl,
    image: `${up.registry}/acme/orders`,
    env: stepEnvironment(up, proxy, goCache),
    wrap: (argv) => up.nsenterArgv(argv),
    askCluster: () => askCluster(up.api, NAMESPACE, 'orders'),
    say: options.say,
    commits: options.commits ?? demoCommits.length,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  };
}

function pathOf(go: GoToolchain, helm?: Tool): string {
  const system = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];
  const own = helm === undefined ? [] : [helm.folder];
  return [dirname(process.execPath), ...own, ...system, join(go.root, 'bin')].join(delimiter);
}

/** Build, gate and image compile by the same flags, so that they share what is compiled. */
function stepEnvironment(up: Cluster, proxy: string, goCache: string): Readonly<Record<string, string>> {
  return {
    TMPDIR: tmpdir(),
    KUBECONFIG: up.kubeconfig,
    DOCKER_HOST: up.dockerHost,
    GOPROXY: proxy,
    GOSUMDB: 'off',
    GOTOOLCHAIN: 'local',
    GOCACHE: goCache,
    GOFLAGS: '-trimpath',
    CGO_ENABLED: '0',
    GOMAXPROCS: String(availableParallelism()),
  };
}
