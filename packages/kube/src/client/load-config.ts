import { stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { errorMessage, InputError, proxyFor, suggestWord } from '@fairlead/core';
import type { KubeConfig } from '@kubernetes/client-node';
import { limitExecPlugins } from './exec-plugin.ts';

/** Which cluster is meant. */
export interface ConfigChoice {
  /** Absolute path of a kubeconfig file. Default: KUBECONFIG, then ~/.kube/config, then in-cluster. */
  readonly kubeconfig?: string | undefined;
  /** Name of a context. Default: the file's current context. */
  readonly context?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const IN_CLUSTER_TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/**
 * The kubeconfig files that are in effect: what is given, else KUBECONFIG, else ~/.kube/config. Empty: in-cluster, or none.
 */
export async function findKubeconfigs({ kubeconfig, env }: ConfigChoice): Promise<readonly string[]> {
  if (kubeconfig !== undefined) return [kubeconfig];
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) return listed;
  const home = env['HOME'] === undefined ? undefined : join(env['HOME'], '.kube', 'config');
  return home !== undefined && (await isFile(home)) ? [home] : [];
}

/**
 * Loads the configuration and selects the context. The client library is loaded here and not before: it is big, and
 * a run that fails on its inputs should not pay for it.
 *
 * @throws InputError naming `kubeconfig` or `kube-context`.
 */
export async function loadConfig(choice: ConfigChoice): Promise<KubeConfig> {
  const files = await findKubeconfigs(choice);
  for (const file of files) if (!(await isFile(file))) throw missingFile(file, choice);
  const { KubeConfig: Config } = await import('@kubernetes/client-node');
  const config = new Config();
  if (files.length > 0) readFiles(config, files, () => new Config());
  else if (await isFile(IN_CLUSTER_TOKEN)) config.loadFromCluster();
  else throw noConfig();
  selectContext(config, choice.context, files);
  useProxy(config, choice.env);
  limitExecPlugins(config, choice.env);
  return config;
}

function readFiles(config: KubeConfig, files: readonly string[], make: () => KubeConfig): void {
  for (const [index, file] of files.entries()) {
    try {
      if (index === 0) {
        config.loadFromFile(file);
      } else {
        const more = make();
        more.loadFromFile(file);
        config.mergeConfig(more, true); // as kubectl does: the first file's current context stays
      }
    } catch (error) {
      throw new InputError([
        {
          input: 'kubeconfig',
          value: file,
          problem: `cannot be read as a kubeconfig: ${errorMessage(error).split('\n')[0]}`,
        },
      ]);
    }
  }
}

function selectContext(config: KubeConfig, context: string | undefined, files: readonly string[]): void {
  const source = files.length === 0 ? 'the in-cluster configuration' : `the kubeconfig ${files.join(', ')}`;
  const known = config.getContexts().map(({ name }) => name);
  const wanted = context ?? config.getCurrentContext();
  const listed = known.length === 0 ? 'none, as it has no contexts' : `one of ${known.join(', ')}`;
  if (wanted === undefined || wanted === '') {
    throw new InputError([
      {
        input: 'kube-context',
        problem: `is needed, for ${source} has no current context`,
        allowed: listed,
      },
    ]);
  }
  if (!known.includes(wanted)) {
    const near = suggestWord(wanted, known);
    throw new InputError([
      {
        input: 'kube-context',
        value: wanted,
        problem: `is not a context of ${source}${near === undefined ? '' : `; did you mean ${near}?`}`,
        allowed: listed,
      },
    ]);
  }
  config.setCurrentContext(wanted);
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new InputError([
      { input: 'kube-context', value: wanted, problem: `names a cluster that ${source} does not have` },
    ]);
  }
  // The library refuses plain http unless this is set; a kubeconfig that says http means http.
  if (cluster.server.startsWith('http:')) Object.assign(cluster, { skipTLSVerify: true });
}

/** The way out of the environment, where the kubeconfig names no proxy of its own. */
function useProxy(config: KubeConfig, env: ConfigChoice['env']): void {
  const cluster = config.getCurrentCluster();
  if (cluster === null || (cluster.proxyUrl ?? '') !== '') return;
  const proxy = proxyFor(cluster.server, env);
  if (proxy !== undefined) Object.assign(cluster, { proxyUrl: proxy });
}

function missingFile(file: string, { kubeconfig }: ConfigChoice): InputError {
  const problem = kubeconfig === undefined ? 'is named by KUBECONFIG and is not a file' : 'is not a file';
  return new InputError([
    { input: 'kubeconfig', value: file, problem, allowed: 'the path of a kubeconfig file' },
  ]);
}

function noConfig(): InputError {
  return new InputError([
    {
      input: 'kubeconfig',
      problem: 'is needed: there is no KUBECONFIG, no ~/.kube/config and no in-cluster service account',
      allowed: 'the path of a kubeconfig file',
    },
  ]);
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
