import type { DnsAnswer } from './dns-message.ts';

/** The fields of a Service that matter for its name. */
export interface ServiceLike {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly clusterIP?: string };
}

/** The fields of an EndpointSlice that matter for a headless Service's name. */
export interface EndpointSliceLike {
  readonly metadata: { readonly namespace: string; readonly labels?: Readonly<Record<string, string>> };
  readonly addressType: string;
  readonly endpoints?: readonly {
    readonly addresses: readonly string[];
    readonly hostname?: string;
    readonly conditions?: { readonly ready?: boolean };
  }[];
}

const SUFFIX = '.svc.cluster.local';
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/;

/** How the names of a cluster's Services are answered: its address, or those of its ready pods when it has none. */
export function indexServices(
  services: readonly ServiceLike[],
  slices: readonly EndpointSliceLike[],
): (name: string) => DnsAnswer {
  const known = new Map<string, string[]>();
  for (const { metadata, spec } of services) {
    const address = spec.clusterIP ?? '';
    known.set(`${metadata.name}.${metadata.namespace}${SUFFIX}`, IPV4.test(address) ? [address] : []);
  }
  const headless = new Set(services.filter(({ spec }) => spec.clusterIP === 'None').map(keyOf));
  for (const slice of slices) {
    const service = `${slice.metadata.labels?.['kubernetes.io/service-name'] ?? ''}.${slice.metadata.namespace}`;
    if (slice.addressType !== 'IPv4' || !headless.has(service)) continue;
    for (const endpoint of slice.endpoints ?? []) {
      if (endpoint.conditions?.ready === false) continue;
      known.get(`${service}${SUFFIX}`)?.push(...endpoint.addresses);
      if (endpoint.hostname) known.set(`${endpoint.hostname}.${service}${SUFFIX}`, [...endpoint.addresses]);
    }
  }
  return (name) => known.get(name) ?? 'no such name';
}

function keyOf({ metadata }: ServiceLike): string {
  return `${metadata.name}.${metadata.namespace}`;
}
