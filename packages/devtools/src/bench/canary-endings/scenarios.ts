import type { Cluster } from '@fairlead/devcluster';
import { makeLimitedUser, rulesOfReadme } from '../../lab/limited-user.ts';
import type { Bench } from '../../lab/orders-lab.ts';
import { repeatedly } from './repeatedly.ts';

/** What goes on around a canary whose run dies. */
export interface Scenario {
  /** For `--parts`. */
  readonly key: string;
  readonly name: string;
  /** What the run gets as soon as its canary is observed; without one it lives on, and finds out what it may do. */
  readonly signal: 'SIGKILL' | 'SIGINT' | undefined;
  /** Seconds for which the run may still act after the moment from which on it is measured. */
  readonly actsFor?: number;
  /** Begins what goes on; gives the inputs of the run, and how it ends. */
  begin(cluster: Cluster, bench: Bench): Promise<Begun>;
}

/** What has begun. */
export interface Begun {
  readonly inputs: Readonly<Record<string, string>>;
  /** Done when the canary is observed, at the moment of the kill. */
  observed(): Promise<void>;
  end(): Promise<void>;
}

const nothing = async (): Promise<void> => {};

/** Whose run lives to take its traffic back itself. */
export const INTERRUPTED = 'interrupted';

/** All that can go on side by side: each in a namespace of its own. */
export const SCENARIOS: readonly Scenario[] = [
  {
    key: 'nothing',
    name: 'nothing else',
    signal: 'SIGKILL',
    begin: async () => ({ inputs: {}, observed: nothing, end: nothing }),
  },
  {
    key: INTERRUPTED,
    name: 'cancelled',
    signal: 'SIGINT',
    begin: async () => ({ inputs: {}, observed: nothing, end: nothing }),
  },
  {
    key: 'autoscaler',
    name: 'an autoscaler that scales stable up and down',
    signal: 'SIGKILL',
    async begin({ api }, { namespace }) {
      let pods = 3;
      const path = `/apis/autoscaling/v2/namespaces/${namespace}/horizontalpodautoscalers/orders`;
      const scale = repeatedly(4_000, async () => {
        pods = pods === 3 ? 5 : 3;
        await api.apply(path, autoscaler(pods));
      });
      return {
        inputs: {},
        observed: nothing,
        async end() {
          await scale.end();
          await api.request('DELETE', path);
        },
      };
    },
  },
  {
    key: 'gitops',
    name: 'a GitOps loop that puts everything back each second',
    signal: 'SIGKILL',
    async begin({ api }, { namespace }) {
      const paths = [
        `/apis/apps/v1/namespaces/${namespace}/deployments/orders`,
        `/api/v1/namespaces/${namespace}/services/orders`,
        `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes/orders`,
      ];
      const found = await Promise.all(
        paths.map(async (path) => ({ path, object: await api.get<Stored>(path) })),
      );
      const kept = found.flatMap(({ path, object }) =>
        object === undefined ? [] : [{ path, object: bare(object) }],
      );
      const loop = repeatedly(1_000, async () => {
        for (const { path, object } of kept) await api.apply(path, object);
      });
      return { inputs: {}, observed: nothing, end: loop.end };
    },
  },
  {
    key: 'account',
    name: 'its service account deleted',
    signal: undefined,
    // An API server remembers for so long that a token was good
    // (https://github.com/kubernetes/kubernetes/blob/v1.34.4/pkg/kubeapiserver/options/authentication.go, TokenSuccessCacheTTL).
    actsFor: 10,
    async begin(cluster, { namespace }) {
      const rules = await rulesOfReadme('canary-rollback');
      const kubeconfig = await makeLimitedUser(cluster, namespace, 'releaser', rules);
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/releaser`;
      return {
        inputs: { kubeconfig },
        observed: async () => void (await cluster.api.request('DELETE', path)),
        end: nothing,
      };
    },
  },
];

interface Stored {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: object; readonly annotations?: object };
  readonly spec: object;
}

/** As it would stand in Git. */
function bare({ apiVersion, kind, metadata: { name, labels, annotations }, spec }: Stored): Stored {
  return {
    apiVersion,
    kind,
    metadata: { name, ...(labels && { labels }), ...(annotations && { annotations }) },
    spec,
  };
}

/** One that wants so many, whatever the load: no metrics are needed for that. */
function autoscaler(pods: number): object {
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'orders' },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' },
      minReplicas: pods,
      maxReplicas: pods,
    },
  };
}
