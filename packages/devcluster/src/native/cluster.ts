import type { ClusterPaths } from '../paths.ts';
import { nsenterArgv } from '../system/netns.ts';
import { SYSTEM_PATH } from '../system/programs.ts';
import { type RunOptions, type RunResult, run } from '../system/run.ts';
import { createNamespaceHttp, type NamespaceHttp } from './agent-client.ts';
import { createKubeApi, type KubeApi } from './api.ts';
import { addresses, gatewayObject } from './constants.ts';

/** A native cluster that is up. All addresses are those inside its network namespace. */
export interface Cluster {
  readonly name: string;
  /** Whether this call started something; false when all was up before. */
  readonly changed: boolean;
  /** Name of the network namespace; the same as the cluster's. */
  readonly namespace: string;
  /** Name of its only node. */
  readonly node: string;
  readonly stateDir: string;
  /** Path of a kubeconfig with an administrator's rights. */
  readonly kubeconfig: string;
  /** `host:port` of the registry: plain HTTP, no login, deleting allowed; nodes pull from it by this name. */
  readonly registry: string;
  readonly prometheusUrl: string;
  /** Address where the gateway listens; only with a gateway. */
  readonly gatewayUrl: string | undefined;
  /** The Gateway object that routes attach to; only with a gateway. */
  readonly gateway:
    | { readonly className: string; readonly name: string; readonly namespace: string }
    | undefined;
  /** Path of the docker engine's socket; it can be used from outside the namespace too. */
  readonly dockerSocket: string;
  /** Value for DOCKER_HOST. */
  readonly dockerHost: string;
  /** The command line that runs a program inside the namespace. */
  nsenterArgv(argv: readonly string[]): string[];
  /** Runs a program inside the namespace to its end; `env` is added to `env()`. Throws ToolError. */
  exec(argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** KUBECONFIG, DOCKER_HOST and a PATH on which the system's own docker comes first. */
  env(): Record<string, string>;
  /** Requests from inside the namespace. */
  readonly http: NamespaceHttp;
  /** The cluster's API with an administrator's rights. */
  readonly api: KubeApi;
  /** Ends the helper process behind `http` and `api`. The cluster stays up. */
  close(): void;
}

/** The handle of a cluster. */
export function describeCluster(paths: ClusterPaths, gateway: boolean, changed: boolean): Cluster {
  const http = createNamespaceHttp(paths.name);
  const env = (): Record<string, string> => ({
    KUBECONFIG: paths.kubeconfig,
    DOCKER_HOST: `unix://${paths.dockerSocket}`,
    PATH: [SYSTEM_PATH, process.env.PATH ?? ''].filter(Boolean).join(':'),
  });
  const inside = (argv: readonly string[]): string[] => nsenterArgv(paths.name, argv);
  return {
    name: paths.name,
    changed,
    namespace: paths.name,
    node: paths.name,
    stateDir: paths.state,
    kubeconfig: paths.kubeconfig,
    registry: addresses.registry,
    prometheusUrl: addresses.prometheus,
    gatewayUrl: gateway ? addresses.gateway : undefined,
    gateway: gateway ? gatewayObject : undefined,
    dockerSocket: paths.dockerSocket,
    dockerHost: `unix://${paths.dockerSocket}`,
    nsenterArgv: inside,
    exec: (argv, options = {}) =>
      run(inside(argv), { ...options, env: { ...process.env, ...env(), ...options.env } }),
    env,
    http,
    api: createKubeApi(paths, http),
    close: () => http.close(),
  };
}
