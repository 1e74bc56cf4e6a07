import type { ProxyTarget } from '@fairlead/kube';

/** A Prometheus inside the cluster, as the input names it. */
export type ServicePlace = Pick<ProxyTarget, 'namespace' | 'name' | 'port' | 'scheme'> & {
  /** A path before /api/v1. */
  readonly path: string;
};

/** Reads `namespace/name:port`, with `https:` in front where it wants TLS and a path behind; undefined when it is none. */
export function readService(text: string): ServicePlace | undefined {
  const [, scheme, namespace, name, port, path = ''] =
    /^(?:(https?):)?([a-z0-9-]+)\/([a-z0-9.-]+):([a-z0-9-]+)(\/.*)?$/.exec(text) ?? [];
  if (namespace === undefined || name === undefined || port === undefined) return undefined;
  return {
    namespace,
    name,
    port,
    scheme: scheme === 'https' ? 'https' : 'http',
    path: path.replace(/\/+$/, ''),
  };
}

/** What is wrong with the input. */
export function serviceProblem(text: string): string | undefined {
  return readService(text) === undefined ? 'is no Service with a port' : undefined;
}
