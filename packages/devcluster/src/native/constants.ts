/** Addresses of a native cluster. Each cluster has a network namespace of its own, so they never clash. */
export const addresses = {
  bridge: 'br0',
  node: '10.200.0.1',
  podRange: '10.88.0.0/16',
  serviceRange: '10.96.0.0/16',
  /** First address of the service range: where pods find the API server. */
  apiService: '10.96.0.1',
  dockerBridge: '10.201.0.1/24',
  apiServer: 'https://127.0.0.1:6443',
  etcd: 'http://127.0.0.1:2379',
  registry: '127.0.0.1:5000',
  prometheus: 'http://127.0.0.1:9090',
  gateway: 'http://127.0.0.1:8000',
  gatewayMetrics: '127.0.0.1:8082',
} as const;

/** The Gateway object that routes attach to. */
export const gatewayObject = { className: 'fairlead', name: 'gateway', namespace: 'gateway-system' } as const;
