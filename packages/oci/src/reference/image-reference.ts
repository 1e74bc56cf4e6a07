import { defaultRegistry } from './grammar.ts';

/** A complete image reference. A name without tag and digest stands for the repository. */
export interface ImageReference {
  /** Host and optional port, such as `ghcr.io` or `127.0.0.1:5000`. Docker Hub is `docker.io`. */
  readonly registry: string;
  /** Path in the registry, such as `acme/orders`; official images of Docker Hub start with `library/`. */
  readonly repository: string;
  readonly tag?: string | undefined;
  /** `sha256:` and 64 hex digits. */
  readonly digest?: string | undefined;
}

/** Registry and path, without tag and digest: `ghcr.io/acme/orders`. */
export function imageName(reference: ImageReference): string {
  return `${reference.registry}/${reference.repository}`;
}

/** The whole reference in its complete form: `docker.io/library/nginx:1.29`. */
export function formatImageReference(reference: ImageReference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${imageName(reference)}${tag}${digest}`;
}

/** Whether a registry is spoken to over plain http: loopback, as docker does it. */
export function isLoopbackRegistry(registry: string): boolean {
  const host = registry.replace(/:\d+$/, '');
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** Base address of a registry's HTTP API. Docker Hub's API is at another host than its name. */
export function registryUrl(registry: string): string {
  if (registry === defaultRegistry) return 'https://registry-1.docker.io';
  return `${isLoopbackRegistry(registry) ? 'http' : 'https'}://${registry}`;
}
