import type { Target } from '../cluster/target.ts';
import type { CanaryContext, CanaryInputs } from '../context.ts';
import type { Matcher } from '../metrics/matchers.ts';
import { createPrometheus, type Prometheus, prometheusByService } from '../metrics/prometheus.ts';
import type { QueryOptions } from '../metrics/queries.ts';
import { readService } from './prometheus-service.ts';

/** The Prometheus of the inputs; undefined when they name none. Each query may take `timeoutMs`. */
export function openPrometheus(
  { prometheusUrl, prometheusService, prometheusToken }: CanaryInputs,
  { http }: Pick<CanaryContext, 'http'>,
  target: Target | undefined,
  timeoutMs?: number,
): Prometheus | undefined {
  if (prometheusUrl !== undefined)
    return createPrometheus(http, { url: prometheusUrl, token: prometheusToken, timeoutMs });
  const service = prometheusService === undefined ? undefined : readService(prometheusService);
  if (service === undefined || target === undefined) return undefined;
  return prometheusByService(target.kube, service, timeoutMs);
}

/** What the queries are made of, by the inputs. */
export function queryOptionsOf(
  { namespaceLabel, podLabel }: CanaryInputs,
  { namespace, workload }: Target,
  matchers: readonly Matcher[],
): QueryOptions {
  return { namespace, workload, namespaceLabel, podLabel, matchers };
}
