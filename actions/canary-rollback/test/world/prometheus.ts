import { ExternalError, type Http } from '@fairlead/core';
import { podsOf } from './controllers.ts';
import { overlayOf } from './views.ts';
import type { World } from './world.ts';

/** Prometheus' side: counters of both versions that grow with the fake clock. */
export function fakePrometheus(world: World): Http {
  const counters = { requests: 0, errors: 0, slow: 0, stable: 5000, at: 0 };
  const grow = (now: number): void => {
    for (let at = counters.at; at < now; at += 100) {
      const { errors = 0, latencyMs = 10, requestsPerSecond = 20 } = world.behave(at);
      const passedOver = world.ignoresOverlay && overlayOf(world) !== undefined;
      const live = podsOf(world, 'canary').length > 0 && !passedOver;
      const gained = live ? requestsPerSecond / 10 : 0;
      counters.requests += gained;
      counters.errors += gained * errors;
      counters.slow += latencyMs > 2000 ? gained : 0;
      counters.stable += 6;
    }
    counters.at = now;
  };
  const answer = (query: string): unknown => {
    const meshed = world.mesh?.(query);
    if (meshed !== undefined) return meshed;
    const stable = 'orders-6d5f8b9c7-x2x4z';
    const asked = /by \(([^)]*)\)/.exec(query)?.[1]?.split(', ');
    const isAsked = ([label]: [string, unknown]): boolean => asked?.includes(label) ?? true;
    const row = (labels: object, value: number) => ({
      metric: Object.fromEntries(Object.entries(labels).filter(isAsked)),
      value: [0, String(value)],
    });
    if (query.startsWith('max(count_over_time(')) return [row({}, 12)];
    if (query.startsWith('count by (__name__) ({__name__=~".+_bucket"'))
      return world.families.map((name) => row({ __name__: `${name}_bucket` }, 1));
    if (query === 'nothing' || query.includes('{nothing')) return [];
    if (query === 'several{}') return [row({ a: 1 }, 0), row({ a: 2 }, 0), row({ a: 3 }, 0)];
    if (query.startsWith('ratio{')) {
      const asked = query.includes('no-such-pod')
        ? 'nobody'
        : query.includes('-canary-')
          ? 'canary'
          : 'stable';
      const value = world.ratio(asked, counters.at);
      return value === undefined ? [] : [row({}, value)];
    }
    if (query.startsWith('vector(')) return [row({}, Number(query.slice(7, -1)))];
    const known = query.startsWith('topk') ? world.elsewhere : undefined;
    if (!query.includes(`${world.metric}_`)) return known === undefined ? [] : [row(known, 1)];
    if (query.startsWith('sum by (__name__')) {
      const labels = { __name__: `${world.metric}_count`, [world.statusLabels.stable]: '200' };
      return world.paths.length === 0
        ? [row(labels, 9)]
        : world.paths.map((path) => row({ ...labels, path }, 9));
    }
    if (query.startsWith('count by (__name__'))
      return world.hasBuckets ? [row({ __name__: `${world.metric}_bucket` }, 1)] : [];
    const counter = (pod: string, code: string, value: number) =>
      row({ pod, [world.statusLabels[pod === stable ? 'stable' : 'canary']]: code }, value);
    const { requests, errors, slow } = counters;
    const pods = podsOf(world, 'canary')
      .map(({ metadata }) => metadata.name)
      .filter((pod) => !world.unscraped.includes(pod));
    const share = (value: number): number => value / Math.max(1, pods.length);
    if (query.includes('_count')) {
      const ok = counter(stable, '200', counters.stable);
      if (requests === 0) return [ok];
      return [
        ok,
        ...pods.flatMap((pod) => [
          counter(pod, '200', share(requests - errors)),
          counter(pod, '500', share(errors)),
        ]),
      ];
    }
    if (!world.hasBuckets) return [];
    const bounds: [string, number][] = [
      ['2000', requests - slow],
      ['5000', requests],
      ['+Inf', requests],
    ];
    return pods.flatMap((pod) => bounds.map(([le, count]) => row({ pod, le }, share(count))));
  };
  return {
    async send({ body }) {
      const now = world.clock.monotonic();
      grow(now);
      if (world.behave(now).metricsDown === true) {
        throw new ExternalError({
          code: 'HTTP_FAILED',
          message: 'no answer from http://prometheus: ECONNREFUSED',
        });
      }
      const query = new URLSearchParams(String(body)).get('query') ?? '';
      world.queries.push(query);
      const text = JSON.stringify({
        status: 'success',
        data: { resultType: 'vector', result: answer(query) },
      });
      return {
        status: 200,
        headers: {},
        body: Buffer.from(text),
        text: () => text,
        json: () => JSON.parse(text) as unknown,
      };
    },
  };
}
