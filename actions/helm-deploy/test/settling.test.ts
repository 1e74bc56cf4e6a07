import { type Facts, noFacts, type Pod } from '@fairlead/kube';
import { expect, it } from 'vitest';
import { startSettling } from '../src/rollout/settling.ts';

const facts = (restartCount: number, name = 'a'): Facts => {
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop', uid: name },
    status: { containerStatuses: [{ name: 'orders', ready: true, restartCount, state: { running: {} } }] },
  };
  return { ...noFacts, pods: [pod] };
};

it('is steady once nothing has happened for long enough', () => {
  const settling = startSettling(10_000);
  expect(settling.readyExits).toBeUndefined();
  expect(settling.isSteady(facts(1), 1_000)).toBe(false);
  expect(settling.readyExits).toEqual(new Map([['a orders', 1]]));
  expect(settling.isSteady(facts(1), 10_999)).toBe(false);
  expect(settling.isSteady(facts(1), 11_000)).toBe(true);
});

it('begins anew when a container has ended, and when a pod was not ready', () => {
  const settling = startSettling(10_000);
  settling.isSteady(facts(0), 0);
  expect(settling.isSteady(facts(1), 9_000)).toBe(false);
  expect(settling.isSteady(facts(1), 18_999)).toBe(false);
  expect(settling.isSteady(facts(1), 19_000)).toBe(true);
  settling.interrupt();
  expect(settling.isSteady(facts(1), 20_000)).toBe(false);
  expect(settling.isSteady(facts(1), 30_000)).toBe(true);
  expect(settling.readyExits).toEqual(new Map([['a orders', 0]])); // as it was first
});

it('takes no pod that an autoscaler adds for one that has ended', () => {
  const settling = startSettling(10_000);
  settling.isSteady(facts(0), 0);
  const more = { ...noFacts, pods: [...facts(0).pods, ...facts(3, 'b').pods] };
  expect(settling.isSteady(more, 10_000)).toBe(true);
});

it('asks for no time at all with 0, and goes by time alone where nothing can be seen', () => {
  expect(startSettling(0).isSteady(facts(0), 5)).toBe(true);
  const blind = startSettling(1_000);
  expect(blind.isSteady(undefined, 0)).toBe(false);
  expect(blind.isSteady(undefined, 1_000)).toBe(true);
});
