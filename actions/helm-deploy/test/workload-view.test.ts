import { ExternalError } from '@fairlead/core';
import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { expect, it } from 'vitest';
import type { DeployContext } from '../src/context.ts';
import { viewWorkloads } from '../src/rollout/workload-view.ts';

const forbidden = new ExternalError({ code: 'KUBE_FORBIDDEN', message: 'may not list', hint: '' });

/** What a run says, and what it sees of the pod `a`, where some kinds may not be read. */
async function view(denied: readonly string[]) {
  const clock = createFakeClock();
  const kube = createFakeKube('shop', clock);
  kube.put({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'shop' } });
  const list: typeof kube.list = (apiVersion, kind, query) =>
    denied.includes(kind) ? Promise.reject(forbidden) : kube.list(apiVersion, kind, query);
  const lines: string[] = [];
  const say = (line: string): void => void lines.push(line);
  const stop = new AbortController();
  const context = { clock, log: { info: say, warn: say } } as unknown as DeployContext;
  const seen = await viewWorkloads(context, { ...kube, list }, [], stop.signal);
  const pods = seen.everything().pods.map(({ metadata }) => metadata.name);
  const isBlind = seen.current([]) === undefined;
  stop.abort();
  await seen.ended;
  return { lines, pods, isBlind };
}

it('says nothing where everything may be read', async () => {
  expect(await view([])).toEqual({ lines: [], pods: ['a'], isBlind: false });
});

it('names what may not be read, and goes on without it', async () => {
  expect(await view(['Event', 'Job'])).toEqual({
    lines: ['not allowed to read Event, Job: reasons may be less exact'],
    pods: ['a'],
    isBlind: false,
  });
});

it('is blind without pods, says so once, and names nothing else', async () => {
  expect(await view(['Pod', 'Event'])).toEqual({
    lines: ['the rollout cannot be watched, so a failure shows only at the timeout: may not list'],
    pods: [],
    isBlind: true,
  });
});
