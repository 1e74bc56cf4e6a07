import { ExternalError, type Http } from '@fairlead/core';
import { podsOf } from './controllers.ts';
import type { World } from './world.ts';

/** Prometheus' side: counters of both versions that grow with the fake clock. */
export function fakePrometheus(world: World): Http {
  const counters = { requests: 0, errors: 0, slow: 0, stable: 5000, at: 0 };
  const grow = (now: number): void => {
    for (let at = counters.at; at < now; at += 100) {
      const { errors = 0, latencyMs = 10, requestsPerSecond = 20 } = world.behave(at);
      const live = podsOf(world, 'canary').length > 0;
      const gained = live ? requestsPerSecond / 10 : 0;
      counters.requests += gained;
      counters.errors += gained * errors;
      counters.slow += latencyMs > 2000 ? gained : 0;
      counters.stable += 6;
    }
    counters.at = now;
  };
  const answer = (query: string): unknown => {
    const [canary, stable] = ['orders-canary-77d9f-abcd0', 'orders-6d5f8b9c7-x2x4z'];
    const asked = /by \(([^)]*)\)/.exec(query)?.[1]?.split(', ');
    const isAsked = ([label]: [string, unknown]): boolean => asked?.includes(label) ?? true;
    const row = (labels: object, value: number) => ({
      metric: Object.fromEntries(Object.entries(labels).filter(isAsked)),
      value: [0, String(value)],
    });
    const counter = (pod: string, code: string, value: number) =>
      row({ pod, [world.statusLabels[pod === canary ? 'canary' : 'stable']]: code }, value);
    const { requests, errors, slow } = counters;
    if (query.includes('_count')) {
      const ok = counter(stable, '200', counters.stable);
      if (requests === 0) return [ok];
      return [ok, counter(canary, '200', requests - errors), counter(canary, '500', errors)];
    }
    if (query === 'nothing') return [];
    if (query.startsWith('vector(')) return [row({}, Number(query.slice(7, -1)))];
    if (!world.hasBuckets) return [];
    const bounds: [string, number][] = [
      ['2000', requests - slow],
      ['5000', requests],
      ['+Inf', requests],
    ];
    return bounds.map(([le, count]) => row({ pod: canary, le }, count));
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
