import type { Target } from '../cluster/target.ts';
import type { CanaryContext, CanaryInputs } from '../context.ts';
import type { OtherCaller } from '../metrics/other-callers.ts';
import { createPrometheus, type Prometheus } from '../metrics/prometheus.ts';
import type { QueryOptions } from '../metrics/queries.ts';

/** The Prometheus of the inputs. Each query may take `timeoutMs`. */
export function openPrometheus(
  { prometheusUrl, prometheusToken }: CanaryInputs,
  { http }: Pick<CanaryContext, 'http'>,
  timeoutMs?: number,
): Prometheus {
  return createPrometheus(http, { url: prometheusUrl ?? '', token: prometheusToken, timeoutMs });
}

/** What the queries are made of, by the inputs. */
export function queryOptionsOf(
  { metric, namespaceLabel, podLabel, statusLabel }: CanaryInputs,
  { namespace, workload }: Target,
  callers: readonly OtherCaller[],
): QueryOptions {
  return { namespace, workload, metric, namespaceLabel, podLabel, statusLabel, callers };
}
