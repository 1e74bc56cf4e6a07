import { failingLiveness } from '@fairlead/kube';
import { expect, it } from 'vitest';
import { withPod } from './support/judge.ts';
import { ago, event, NOW, pod } from './support/objects.ts';

const probed = (probe: object) =>
  pod({ phase: 'Running' }, { spec: { containers: [{ name: 'orders', livenessProbe: probe }] } });

/** What is said of a pod whose probe failed so many seconds ago. */
function said(seconds: number, probe: object = {}, message = 'Liveness probe failed: HTTP 503') {
  const one = probed(probe);
  const failed = { ...event(one, 'Unhealthy', message), lastTimestamp: ago(seconds) };
  return failingLiveness(withPod(one, [failed]), NOW);
}

it('tells of a pod whose liveness probe failed last, with what it said', () => {
  expect(said(5)).toEqual(['pod orders-abc-1: its liveness probe fails: HTTP 503']);
  expect(said(5, {}, 'Liveness probe errored: no such container')).toHaveLength(1);
});

it('is over when the next probe would have failed by now', () => {
  expect(said(13)).toHaveLength(1); // 10 s and 1 s by default, and 2 s for the telling
  expect(said(14)).toEqual([]);
  expect(said(37, { periodSeconds: 30, timeoutSeconds: 5 })).toHaveLength(1);
  expect(said(38, { periodSeconds: 30, timeoutSeconds: 5 })).toEqual([]);
});

it('is silent about other probes and other events', () => {
  expect(said(1, {}, 'Readiness probe failed: HTTP 503')).toEqual([]);
  const one = probed({});
  const killed = event(one, 'Killing', 'Liveness probe failed, will be restarted');
  expect(failingLiveness(withPod(one, [killed]), NOW)).toEqual([]);
});

it('is silent about pods of an older revision', () => {
  const old = pod({ phase: 'Running' }, { which: 'old', spec: { containers: [{ name: 'orders' }] } });
  expect(failingLiveness(withPod(old, [event(old, 'Unhealthy', 'Liveness probe failed: x')]), NOW)).toEqual(
    [],
  );
});
