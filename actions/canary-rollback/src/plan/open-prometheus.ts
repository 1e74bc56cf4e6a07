import type { CanaryContext, CanaryInputs } from '../context.ts';
import { createPrometheus, type Prometheus } from '../metrics/prometheus.ts';

/** The Prometheus of the inputs. Each query may take `timeoutMs`. */
export function openPrometheus(
  { prometheusUrl, prometheusToken }: CanaryInputs,
  { http }: Pick<CanaryContext, 'http'>,
  timeoutMs?: number,
): Prometheus {
  const options = { url: prometheusUrl ?? '', token: prometheusToken };
  return createPrometheus(http, timeoutMs === undefined ? options : { ...options, timeoutMs });
}
