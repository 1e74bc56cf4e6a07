import type { Destination, KnownFamily } from './family.ts';

/**
 * Istio, with sidecars or waypoints (https://istio.io/latest/docs/reference/config/metrics/). The proxy beside the caller
 * counts the same requests once more, so only what is reported at the destination counts.
 */
const ISTIO: Destination = {
  label: 'destination_workload',
  namespaceLabel: 'destination_workload_namespace',
  names: 'workload',
  pattern: (_, name) => name,
  only: [{ label: 'reporter', op: '=~', value: 'destination|waypoint' }],
};

const istio = (protocol: KnownFamily['protocol']): KnownFamily => ({
  name: 'istio_requests_total',
  counter: 'istio_requests_total',
  buckets: 'istio_request_duration_milliseconds_bucket',
  unitMs: 1,
  protocol,
  // A call of gRPC that fails is answered with 200 in HTTP.
  told: {
    ...ISTIO,
    only: [...ISTIO.only, { label: 'request_protocol', op: protocol === 'grpc' ? '=' : '!=', value: 'grpc' }],
  },
});

/** Traefik names a service of a route `shop-orders-80@kubernetesgateway`, in some versions with the protocol beside the port. */
const TRAEFIK: Destination = {
  label: 'service',
  names: 'service',
  pattern: (namespace, name) => `${namespace}-${name}(-http|-grpc)?-[0-9]+(-http|-grpc)?@kubernetes[a-z]*`,
  only: [],
};

/**
 * What `metric: auto` looks for where the pods themselves count nothing: what meshes and gateways count, by Prometheus alone.
 * Those of Envoy Gateway (by route) and of ingress-nginx (by Ingress) are not among them: they count both versions together.
 */
export const MESH_FAMILIES: readonly KnownFamily[] = [
  istio('http'),
  istio('grpc'),
  {
    name: 'traefik_service_requests_total',
    counter: 'traefik_service_requests_total',
    buckets: 'traefik_service_request_duration_seconds_bucket',
    unitMs: 1000,
    protocol: 'http',
    told: TRAEFIK,
  },
];
