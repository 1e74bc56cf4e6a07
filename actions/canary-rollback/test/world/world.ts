import type { Outcome } from '@fairlead/core';
import type { ContainerStatus, KubeObject } from '@fairlead/kube';
import type { FakeClock, FakeKube } from '@fairlead/testkit';

/** How the new version behaves at a moment, in milliseconds since the clock started. */
export interface Behaviour {
  /** Share of failed requests, 0 to 1. */
  readonly errors?: number;
  readonly latencyMs?: number;
  readonly requestsPerSecond?: number;
  readonly metricsDown?: boolean;
}

/** A world made of fakes in which whole phases run in milliseconds. */
export interface World {
  readonly kube: FakeKube;
  readonly clock: FakeClock;
  readonly state: Map<string, string>;
  readonly log: string[];
  readonly outputs: Record<string, string>;
  readonly summaries: string[];
  readonly abort: AbortController;
  exitCode: number;
  behave: (atMs: number) => Behaviour;
  /** How the fresh pods of the old version do. */
  behaveBaseline: World['behave'];
  /** Whether they become ready. */
  baselineReady: boolean;
  /** Whether pods become ready. */
  podsReady: boolean;
  /** Whether the metric is a histogram. */
  hasBuckets: boolean;
  /** The histogram that Prometheus has of the pods. */
  metric: string;
  /** Values of the label `path` of stable's series. */
  paths: readonly string[];
  /** Histograms of stable's pods. */
  families: readonly string[];
  /** Labels of a series of the metric that others have. */
  elsewhere: Readonly<Record<string, string>> | undefined;
  /** Pods of the canary that Prometheus does not scrape. */
  unscraped: readonly string[];
  /** What a GET of a pod's metrics gives, by its name; undefined: nobody listens. Default: counters by `behave`. */
  exposition: ((pod: string) => string | undefined) | undefined;
  /** What was asked through the proxy: `pods NAME:PORT/PATH`. */
  readonly proxied: string[];
  /** What a query `ratio{pod=~"{{pods}}"}` gives; undefined: no series. */
  ratio: (pods: 'canary' | 'stable' | 'nobody', atMs: number) => number | undefined;
  /** What Prometheus was asked. */
  readonly queries: string[];
  /** What a mesh or gateway counts: the answer to a query, in Prometheus' own form; undefined: it is nothing of theirs. */
  mesh: ((query: string) => readonly object[] | undefined) | undefined;
  /** How the metric names the HTTP status. */
  statusLabels: { readonly stable: string; readonly canary: string };
  restarts: number;
  /** State of the canary's container, as a kubelet writes it. */
  containerState: Pick<ContainerStatus, 'state' | 'lastState'>;
  /** A native sidecar of the canary. */
  sidecar: ContainerStatus | undefined;
  /** Whether the gateway does not put a match with a method first. */
  ignoresOverlay: boolean;
  /** Logs of the canary's and stable's containers. */
  logs: (container: string, previous: boolean, pod: string) => string;
  /** Digests of tags that the registry has of the image. */
  tags: Readonly<Record<string, string>>;
  /** Files that were written, by the end of their path. */
  readonly files: Map<string, string>;
  /** `verb kind name` of the call with which this process dies, or its how manieth change: it is carried out, and nothing after it. */
  diesAt: string | number | undefined;
  /** `verb resource` that the user may not do. */
  denied: readonly string[];
  /** `verb resource` at which the cluster fails, for no reason of the user's. */
  broken: readonly string[];
  /** Why an admission rule of the cluster refuses an object. */
  refuses: (object: KubeObject) => string | undefined;
  /** What the release has rendered, and what its chart renders now; undefined: the checkout has no chart. */
  chart:
    | {
        readonly before: readonly object[];
        readonly after: readonly object[];
        /** Values of the last deploy. */
        readonly given?: object;
        readonly hooks?: readonly object[];
      }
    | undefined;
  /** What helm was asked. */
  readonly helm: string[];
  /** How often a connection was made. */
  connections: number;
  /** What the user was asked to be allowed, as often as it was. */
  readonly reviews: string[];
  /** When the API server does not answer. */
  away: (atMs: number) => boolean;
  /** What the controllers do after a change. */
  readonly react: Parameters<FakeKube['onChange']>[0];
  /** `run` names another run of the workflow than 1001. */
  main(inputs?: Readonly<Record<string, string>>, run?: string): Promise<Outcome>;
  post(inputs?: Readonly<Record<string, string>>): Promise<Outcome>;
  /** The chart's part: helm sets the new image. */
  promote(image?: string): void;
  /** The calls as `verb kind name`. */
  calls(): string[];
}
