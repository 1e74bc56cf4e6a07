/** The fields of a pod that matter for scraping it. */
export interface PodLike {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly {
      readonly name: string;
      readonly ports?: readonly { readonly containerPort: number }[];
    }[];
  };
  readonly status?: { readonly phase?: string; readonly podIP?: string };
}

/** One entry of a Prometheus file with targets. */
export interface TargetGroup {
  readonly targets: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Targets of the running pods that ask to be scraped by the annotation `prometheus.io/scrape: "true"`, with
 * `prometheus.io/port`, `prometheus.io/path` and `prometheus.io/scheme`. Sorted, so that equal pods give equal text.
 */
export function targetsOfPods(pods: readonly PodLike[]): TargetGroup[] {
  return pods
    .flatMap((pod) => targetOfPod(pod) ?? [])
    .sort((a, b) => ((a.targets[0] ?? '') < (b.targets[0] ?? '') ? -1 : 1));
}

function targetOfPod(pod: PodLike): TargetGroup | undefined {
  const annotations = pod.metadata.annotations ?? {};
  const address = pod.status?.podIP;
  if (annotations['prometheus.io/scrape'] !== 'true' || pod.status?.phase !== 'Running' || !address)
    return undefined;
  const containers = pod.spec.containers;
  const port = annotations['prometheus.io/port'] ?? String(containers[0]?.ports?.[0]?.containerPort ?? '');
  if (!/^\d+$/.test(port)) return undefined;
  const container = containers.find((each) =>
    each.ports?.some((open) => String(open.containerPort) === port),
  );
  return {
    targets: [`${address}:${port}`],
    labels: {
      ...labelsOf(pod.metadata.labels ?? {}),
      __metrics_path__: annotations['prometheus.io/path'] ?? '/metrics',
      __scheme__: annotations['prometheus.io/scheme'] ?? 'http',
      namespace: pod.metadata.namespace,
      pod: pod.metadata.name,
      node: pod.spec.nodeName ?? '',
      container: (container ?? containers[0])?.name ?? '',
      job: 'kubernetes-pods',
    },
  };
}

/** A pod's labels as `label_NAME`, with every character that Prometheus does not allow replaced by `_`. */
function labelsOf(labels: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(labels).map(([name, value]) => [
    `label_${name.replace(/[^a-zA-Z0-9_]/g, '_')}`,
    value,
  ]);
  return Object.fromEntries(entries) as Record<string, string>;
}
