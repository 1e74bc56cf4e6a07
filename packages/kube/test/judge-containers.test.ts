import type { Pod } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { crashed, judge, withPod } from './support/judge.ts';
import { ago, event, pod, waitingPod } from './support/objects.ts';

const IMAGE = 'registry.test/orders:1';

describe('images', () => {
  it.each([
    ['ErrImagePull', 'rpc error: code = NotFound desc = failed to resolve reference: not found'],
    ['ImagePullBackOff', `Back-off pulling image "${IMAGE}": ErrImagePull: manifest unknown`],
  ])('not found is fatal at once (%s)', (reason, message) => {
    expect(judge(withPod(waitingPod(reason, message)))).toEqual({
      line: `Deployment orders: container orders: image ${IMAGE} not found (ErrImagePull)`,
      fatal: true,
      kind: 'image-missing',
    });
  });

  it('denied is fatal at once', () => {
    const found = judge(withPod(waitingPod('ErrImagePull', 'pull access denied, authorization failed')));
    expect(found).toMatchObject({ fatal: true, line: expect.stringContaining('denied by the registry') });
  });

  it('a registry that does not answer gets its time', () => {
    const one = waitingPod('ErrImagePull', 'dial tcp: lookup registry.test: no such host');
    const early = event(one, 'Failed', 'Failed to pull image: no such host', { seconds: 20 });
    expect(judge(withPod(one, [early]))).toMatchObject({ fatal: false, kind: 'image-pull' });
    const late = event(one, 'Failed', 'Failed to pull image: no such host', { seconds: 50 });
    expect(judge(withPod(one, [late]))).toMatchObject({ fatal: true, kind: 'image-pull' });
  });

  it('a rate limit is no missing image', () => {
    const one = waitingPod('ErrImagePull', 'toomanyrequests: not found in quota');
    expect(judge(withPod(one, [event(one, 'Failed', 'image', { seconds: 5 })]))).toMatchObject({
      fatal: false,
      kind: 'image-pull',
    });
  });

  it('the reason of the first pull counts while the kubelet only says that it waits', () => {
    const one = waitingPod('ImagePullBackOff', `Back-off pulling image "${IMAGE}"`);
    const events = [event(one, 'Failed', `Failed to pull image "${IMAGE}": ${IMAGE}: not found`)];
    expect(judge(withPod(one, events))).toMatchObject({ kind: 'image-missing', fatal: true });
  });

  it.each(['InvalidImageName', 'ErrImageNeverPull'])('%s is fatal at once', (reason) => {
    expect(judge(withPod(waitingPod(reason, '')))).toMatchObject({ kind: 'image-invalid', fatal: true });
  });
});

describe('configuration', () => {
  it.each([
    ['secret "db" not found', 'Secret db not found'],
    ['configmap "app" not found', 'ConfigMap app not found'],
    ["couldn't find key api-key in Secret shop/orders", 'Secret orders has no key api-key'],
  ])('%s', (message, words) => {
    const one = waitingPod('CreateContainerConfigError', message);
    const old = event(one, 'Failed', `Error: ${message}`, { seconds: 6 });
    expect(judge(withPod(one, [old]))).toEqual({
      line: `Deployment orders: container orders: ${words} (CreateContainerConfigError)`,
      fatal: true,
      kind: 'config-missing',
    });
    const fresh = event(one, 'Failed', `Error: ${message}`, { seconds: 2 });
    expect(judge(withPod(one, [fresh]))?.fatal).toBe(false);
  });

  it('a cache that is not synced yet is no missing object', () => {
    const one = waitingPod('CreateContainerConfigError', 'failed to sync secret cache: timed out');
    const events = [event(one, 'Failed', 'Error: failed to sync secret cache', { seconds: 10 })];
    expect(judge(withPod(one, events))?.fatal).toBe(false);
  });
});

describe('containers that end', () => {
  it('one exit may heal', () => {
    const again = crashed(1, { exitCode: 1 }, { running: { startedAt: ago(1) } });
    expect(judge(withPod(again))).toBeUndefined();
    expect(judge(withPod(crashed(1, { exitCode: 1 })))?.fatal).toBe(false);
  });

  it('the second exit is fatal', () => {
    expect(judge(withPod(crashed(2, { exitCode: 3 })))).toEqual({
      line: 'Deployment orders: container orders: crashed at start with exit code 3, 2 times (CrashLoopBackOff)',
      fatal: true,
      kind: 'crash',
    });
  });

  it('out of memory names the limit', () => {
    const base = crashed(2, { exitCode: 137, reason: 'OOMKilled' });
    const spec = { containers: [{ name: 'orders', resources: { limits: { memory: '16Mi' } } }] };
    expect(judge(withPod({ ...base, spec }))).toEqual({
      line: 'Deployment orders: container orders: killed for using more than its memory limit of 16Mi, 2 times (OOMKilled)',
      fatal: true,
      kind: 'out-of-memory',
    });
  });

  it('a liveness probe that kills is named', () => {
    const one = crashed(2, { exitCode: 137 });
    const events = [
      event(one, 'Unhealthy', 'Liveness probe failed: HTTP probe failed with statuscode: 500'),
      event(one, 'Killing', 'Container orders failed liveness probe, will be restarted', { type: 'Normal' }),
    ];
    expect(judge(withPod(one, events))?.line).toContain(
      'its liveness probe failed, 2 times: HTTP probe failed',
    );
  });

  it('an init container that ends well is done, one that fails twice is fatal', () => {
    const init = (exitCode: number, restartCount: number): Pod =>
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [
            {
              name: 'migrate',
              ready: false,
              restartCount,
              state: { terminated: { exitCode, finishedAt: ago(1) } },
            },
          ],
          containerStatuses: [{ name: 'orders', state: { waiting: { reason: 'PodInitializing' } } }],
        },
        { spec: { containers: [{ name: 'orders' }], initContainers: [{ name: 'migrate' }] } },
      );
    expect(judge(withPod(init(0, 0)))).toBeUndefined();
    expect(judge(withPod(init(1, 0)))?.fatal).toBe(false);
    expect(judge(withPod(init(1, 1)))).toMatchObject({ fatal: true, kind: 'init-failed' });
  });
});

describe('readiness', () => {
  const running = (seconds: number): Pod =>
    pod(
      {
        phase: 'Running',
        containerStatuses: [
          { name: 'orders', ready: false, restartCount: 0, state: { running: { startedAt: ago(seconds) } } },
        ],
      },
      {
        spec: { containers: [{ name: 'orders', readinessProbe: { periodSeconds: 2, failureThreshold: 3 } }] },
      },
    );

  it('says nothing within the budget of the probe', () => {
    expect(judge(withPod(running(5)))).toBeUndefined();
  });

  it('reports after it, and is fatal only by ready-timeout', () => {
    const one = running(30);
    const events = [
      event(one, 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'),
    ];
    expect(judge(withPod(one, events))).toEqual({
      line: 'Deployment orders: container orders: runs but is not ready: readiness probe failed: HTTP probe failed with statuscode: 503 (Unhealthy)',
      fatal: false,
      kind: 'not-ready',
    });
    expect(judge(withPod(one, events), 20_000)?.fatal).toBe(true);
    expect(judge(withPod(one, events), 40_000)?.fatal).toBe(false);
  });
});
