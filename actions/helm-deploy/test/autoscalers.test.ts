import { expect, it } from 'vitest';
import { autoscalerOf, readAutoscaler } from '../src/rollout/autoscalers.ts';

const hpa = (spec: object, kind = 'HorizontalPodAutoscaler') =>
  ({ apiVersion: 'autoscaling/v2', kind, metadata: { name: 'a', namespace: 'shop' }, spec }) as const;
const orders = { kind: 'Deployment', name: 'orders' };

it('an autoscaler is read with its target; without a number it keeps one pod at least', () => {
  const target = { ...orders, namespace: 'shop' };
  expect(readAutoscaler(hpa({ scaleTargetRef: orders }))).toEqual([{ name: 'a', target, minReplicas: 1 }]);
  expect(readAutoscaler(hpa({ scaleTargetRef: orders, minReplicas: 3 }))[0]?.minReplicas).toBe(3);
});

it.each([
  ['an object of another kind', hpa({ scaleTargetRef: orders }, 'ScaledObject')],
  ['one without a target', hpa({})],
  ['one whose target has no kind', hpa({ scaleTargetRef: { name: 'orders' } })],
  ['one whose target has no name', hpa({ scaleTargetRef: { kind: 'Deployment' } })],
])('%s is no autoscaler', (_, object) => {
  expect(readAutoscaler(object)).toEqual([]);
});

it('a workload has the autoscaler of its own kind, namespace and name', () => {
  const all = readAutoscaler(hpa({ scaleTargetRef: orders }));
  const subject = { ...orders, namespace: 'shop' };
  expect(autoscalerOf(subject, all)).toBe(all[0]);
  for (const other of [{ kind: 'StatefulSet' }, { namespace: 'bank' }, { name: 'carts' }])
    expect(autoscalerOf({ ...subject, ...other }, all)).toBeUndefined();
});
