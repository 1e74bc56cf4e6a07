import { expect, it } from 'vitest';
import { factsOf } from '../src/canary/pod-facts.ts';

it('says of a pod what describe would say: its node, what is not so, its containers with limits and endings', () => {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'orders-canary-1' },
    spec: {
      nodeName: 'node-a',
      containers: [{ name: 'orders', resources: { limits: { cpu: '100m', memory: '64Mi' } } }],
    },
    status: {
      phase: 'Running',
      conditions: [
        { type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: `with ${'x'.repeat(900)}` },
        { type: 'PodScheduled', status: 'True' },
      ],
      containerStatuses: [
        {
          name: 'orders',
          restartCount: 2,
          lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
        },
        { name: 'proxy', ready: true },
      ],
    },
  };
  const facts = factsOf(pod);
  expect(facts[0]).toBe('pod orders-canary-1 on node node-a: Running');
  expect(facts[1]).toMatch(/^ {2}not Ready \(ContainersNotReady: with x+…\)$/);
  expect(facts[1]?.length).toBeLessThan(340);
  expect(facts.slice(2)).toEqual([
    '  container orders: OOMKilled, exit code 137, not ready, 2 restarts, limits cpu=100m memory=64Mi',
    '  container proxy: no trouble, ready, 0 restarts',
  ]);
});

it('says of a pod without a place why there is none', () => {
  expect(
    factsOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, status: { reason: 'Evicted' } }),
  ).toEqual(['pod a on no node: unknown (Evicted)']);
});
