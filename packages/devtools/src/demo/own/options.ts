import { readImageReference } from '@fairlead/oci';
import { Problem } from '../../problem.ts';

/** A cluster that the user has, and what the demo uses beside it. */
export interface OwnClusterOptions {
  /** Path of the kubeconfig. */
  readonly kubeconfig: string;
  /** Default: the kubeconfig's current context. */
  readonly context: string | undefined;
  /** A namespace that is there already; undefined: the demo makes one of its own and removes it. */
  readonly namespace: string | undefined;
  /** Host and path that images are pushed to. */
  readonly registry: string;
  /** A Secret in the given namespace with which the nodes pull. */
  readonly pullSecret: string | undefined;
  /** Address of a Prometheus that scrapes the demo's pods; undefined: the pods are asked. */
  readonly prometheusUrl: string | undefined;
}

/** Options that only mean something with `--kubeconfig`. */
export const OWN_OPTIONS: readonly string[] = [
  'kubeconfig',
  'context',
  'namespace',
  'registry',
  'pull-secret',
  'prometheus-url',
];

const NAMESPACE = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Reads them; undefined when none is given. @throws Problem with everything that is wrong. */
export function readOwnOptions(
  options: Readonly<Record<string, string>>,
  { gateway, keep, down }: { readonly gateway: boolean; readonly keep: boolean; readonly down: boolean },
): OwnClusterOptions | undefined {
  const given = OWN_OPTIONS.filter((name) => options[name] !== undefined);
  const [kubeconfig, registry, namespace] = [
    options['kubeconfig'],
    options['registry'],
    options['namespace'],
  ];
  if (given.length === 0) return undefined;
  const problems = [
    kubeconfig === undefined
      ? `--${given[0]}: is for a cluster of your own, so name --kubeconfig FILE too`
      : undefined,
    down ? undefined : registryProblem(registry),
    namespace === undefined || NAMESPACE.test(namespace)
      ? undefined
      : `--namespace ${namespace}: must be lower-case letters, digits and dashes, at most 63`,
    options['pull-secret'] !== undefined && namespace === undefined
      ? '--pull-secret: is a Secret of a namespace that is there already, so name --namespace too'
      : undefined,
    addressProblem(options['prometheus-url']),
    gateway
      ? '--gateway: is for the cluster that the demo makes; on one of your own traffic is split by replicas'
      : undefined,
    keep
      ? '--keep: is for the cluster that the demo makes; on one of your own everything is removed'
      : undefined,
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Problem(problems.join('\n      '));
  return {
    kubeconfig: kubeconfig ?? '',
    context: options['context'],
    namespace,
    registry: registry ?? '',
    pullSecret: options['pull-secret'],
    prometheusUrl: options['prometheus-url'],
  };
}

function registryProblem(registry: string | undefined): string | undefined {
  const form = 'HOST or HOST/PATH that you may push to and the nodes can pull from, such as ghcr.io/acme';
  if (registry === undefined) return `--registry: is needed, ${form}`;
  const [host = ''] = registry.split('/');
  const named = /[.:]/.test(host) || host === 'localhost';
  const reading = readImageReference(`${registry}/orders`);
  if (named && 'reference' in reading) return undefined;
  return `--registry ${registry}: must be ${form}`;
}

/** The value is not repeated: there may be a login in it. */
function addressProblem(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const usable =
    url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  return usable
    ? undefined
    : '--prometheus-url: must be an http or https address without a login, such as http://127.0.0.1:9090';
}
