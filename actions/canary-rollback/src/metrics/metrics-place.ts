import type { Container, Labels, Pod, PodTemplate } from '@fairlead/kube';

/** Where a pod answers with its metrics. */
export interface MetricsPlace {
  readonly port: string;
  readonly path: string;
  readonly scheme: 'http' | 'https';
}

/** What the user says of it. */
export interface PlaceInputs {
  readonly metricsPort: number | undefined;
  readonly metricsPath: string | undefined;
}

/** Names of container ports that are for metrics. */
const PORT_NAMES: readonly string[] = ['metrics', 'http-metrics'];

interface Port {
  readonly name?: string;
  readonly containerPort: number;
  readonly protocol?: string;
}

/**
 * Where a pod is to be asked: the inputs, else its `prometheus.io` annotations, else a port named for it, first of the
 * container under test and then of those beside it, else the only port of the container under test. Undefined when there are several ports or none. A pod tells of itself what was added to it
 * after its template, as a mesh does.
 */
export function metricsPlaceOf(
  pod: Pod,
  template: PodTemplate,
  container: string,
  { metricsPort, metricsPath }: PlaceInputs,
): MetricsPlace | undefined {
  const annotations: Labels = { ...template.metadata?.annotations, ...pod.metadata.annotations };
  const containers = pod.spec?.containers ?? template.spec?.containers ?? [];
  const port =
    metricsPort?.toString() ?? annotations['prometheus.io/port'] ?? portOf(containers, container)?.toString();
  if (port === undefined) return undefined;
  return {
    port,
    path: metricsPath ?? annotations['prometheus.io/path'] ?? '/metrics',
    scheme: annotations['prometheus.io/scheme'] === 'https' ? 'https' : 'http',
  };
}

function portOf(containers: readonly Container[], main: string): number | undefined {
  const own = portsOf(containers.find(({ name }) => name === main) ?? { name: main });
  const named = (ports: readonly Port[]): Port | undefined =>
    ports.find(({ name }) => name !== undefined && PORT_NAMES.includes(name));
  const found = named(own) ?? named(containers.flatMap(portsOf));
  return (found ?? (own.length === 1 ? own[0] : undefined))?.containerPort;
}

function portsOf(container: Container): readonly Port[] {
  const ports = (container['ports'] ?? []) as readonly Port[];
  return ports.filter(({ protocol }) => protocol === undefined || protocol === 'TCP');
}
