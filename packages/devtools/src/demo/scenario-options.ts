import type { ClusterFacts } from './cluster-facts.ts';
import type { LoadTarget } from './settings.ts';

/** What only the release needs. */
export interface ReleaseSide {
  /** PATH of its steps, with helm on it. */
  readonly path: string;
}

/** Everything that the commits need, made by others before. */
export interface ScenarioOptions {
  /** Folder for the scratch repository, reports and records. */
  readonly folder: string;
  /** The sample service and the workflow, from the checkout. */
  readonly source: string;
  readonly workflow: string;
  readonly tree: string;
  readonly act: string;
  /** Folder of the runner's own state, kept between runs as a self-hosted runner keeps it. */
  readonly runnerState: string;
  /** PATH of the steps that need no cluster. */
  readonly path: string;
  /** Resolves when the release can run; until then the stages before it do. */
  readonly ready: Promise<ReleaseSide>;
  /** What the repository has beside the sample service, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** How traffic is meant to be split. */
  readonly provider: 'gateway' | 'replicas';
  /** Where the load goes. */
  readonly target: LoadTarget;
  /** Of the cluster that was made: examples that name a Prometheus ask it. */
  readonly prometheusUrl: string | undefined;
  /** Name of the service's image, without tag. */
  readonly image: string;
  /** Environment of the steps: KUBECONFIG, DOCKER_HOST, GOPROXY, … */
  readonly env: Readonly<Record<string, string>>;
  /** Enters the cluster's network namespace. */
  readonly wrap: (argv: readonly string[]) => readonly string[];
  readonly askCluster: () => Promise<ClusterFacts>;
  readonly say: (line: string) => void;
  /** How many of the story's commits are sent. */
  readonly commits: number;
  readonly signal?: AbortSignal;
}
