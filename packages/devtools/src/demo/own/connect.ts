import { resolve } from 'node:path';
import { InputError } from '@fairlead/core';
import { createKube, createTransport, type Kube, loadConfig, type Transport } from '@fairlead/kube';
import type { OwnClusterOptions } from './options.ts';

/** The cluster of the user, as the demo speaks to it. */
export interface OwnCluster {
  readonly kube: Kube;
  readonly transport: Transport;
  /** The namespace of the demo. */
  readonly namespace: string;
  /** Whether the demo makes it, and removes it. */
  readonly makesNamespace: boolean;
  /** A kubeconfig with this context only and paths that are whole, as JSON, which is YAML too. */
  readonly kubeconfig: string;
}

/** Variables that tell credential programs where their files are; under act HOME is another one. */
const PLACES = [
  'HOME',
  'AWS_PROFILE',
  'AWS_CONFIG_FILE',
  'AZURE_CONFIG_DIR',
  'CLOUDSDK_CONFIG',
  'XDG_CONFIG_HOME',
];

/** The inputs of an action that say what an option of the demo says. */
const OPTION_OF: Readonly<Record<string, string>> = {
  kubeconfig: '--kubeconfig',
  'kube-context': '--context',
};

function namedAsOptions(error: unknown): never {
  if (!(error instanceof InputError)) throw error;
  const problems = error.problems.map((problem) => ({
    ...problem,
    input: OPTION_OF[problem.input] ?? problem.input,
  }));
  throw new InputError(problems, { cause: error });
}

/** No request is sent yet. @throws InputError naming the kubeconfig or the context. */
export async function connectOwn(
  name: string,
  { kubeconfig, context, namespace }: OwnClusterOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<OwnCluster> {
  const config = await loadConfig({ kubeconfig: resolve(kubeconfig), context, env }).catch(namedAsOptions);
  const transport = createTransport(config);
  const own = namespace ?? `fairlead-demo-${name}`;
  return {
    kube: createKube(transport, own),
    transport,
    namespace: own,
    makesNamespace: namespace === undefined,
    kubeconfig: onlyContext(JSON.parse(config.exportConfig()) as Kubeconfig, own, env),
  };
}

interface Named {
  readonly name: string;
}

interface Kubeconfig {
  readonly 'current-context': string;
  readonly contexts: readonly (Named & {
    readonly context: { readonly cluster: string; readonly user: string };
  })[];
  readonly clusters: readonly Named[];
  readonly users: readonly (Named & { readonly user: { readonly exec?: Exec } })[];
}

interface Exec {
  readonly env?: readonly (Named & { readonly value: string })[];
}

/** Leaves out what belongs to other contexts, and tells the program that gets credentials where its files are. */
export function onlyContext(config: Kubeconfig, namespace: string, env: NodeJS.ProcessEnv): string {
  const found = config.contexts.find(({ name }) => name === config['current-context']);
  const places = PLACES.flatMap((name) => (env[name] === undefined ? [] : [{ name, value: env[name] }]));
  const users = config.users
    .filter(({ name }) => name === found?.context.user)
    .map((user) => {
      const { exec } = user.user;
      if (exec === undefined || exec === null) return user;
      return { ...user, user: { ...user.user, exec: { ...exec, env: [...places, ...(exec.env ?? [])] } } };
    });
  return JSON.stringify({
    ...config,
    contexts: found === undefined ? [] : [{ ...found, context: { ...found.context, namespace } }],
    clusters: config.clusters.filter(({ name }) => name === found?.context.cluster),
    users,
  });
}
