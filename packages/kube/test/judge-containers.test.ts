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

  it('its time begins with the first failure, not with the pull or another failure', () => {
    const one = waitingPod('ErrImagePull', 'dial tcp: lookup registry.test: no such host');
    const failed = event(one, 'Failed', 'Failed to pull image: no such host', { seconds: 20 });
    const long = (reason: string, message: string) => ({
      ...event(one, reason, message, { seconds: 50 }),
      lastTimestamp: ago(50),
    });
    for (const before of [long('Pulling', 'Pulling image "x"'), long('Failed', 'Error: secret not found')])
      expect(judge(withPod(one, [before, failed]))).toMatchObject({ fatal: false, kind: 'image-pull' });
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
    expect(judge(withPod(crashed(1, { exitCode: 1 })))).toEqual({
      line: 'Deployment orders: container orders: crashed at start with exit code 1 (Error)',
      fatal: false,
      kind: 'crash',
    });
  });

  it('the first exit is one exit also where nobody counts the restarts', () => {
    const status = { name: 'orders', ready: false, state: { terminated: { exitCode: 1 } } };
    const one = pod({ phase: 'Running', containerStatuses: [status] });
    expect(judge(withPod(one))).toMatchObject({ kind: 'crash', fatal: false });
  });

  it('a container that runs again after its second exit is reported, and may be well at last', () => {
    const again = crashed(2, { exitCode: 1 }, { running: { startedAt: ago(1) } });
    expect(judge(withPod(again))).toEqual({
      line: 'Deployment orders: container orders: crashed at start with exit code 1, 2 times (Error)',
      fatal: false,
      kind: 'crash',
    });
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

describe('a container that is ready and has ended before', () => {
  const ready = (restartCount: number, lastState?: object): Pod =>
    pod({
      phase: 'Running',
      containerStatuses: [
        {
          name: 'orders',
          ready: true,
          restartCount,
          state: { running: { startedAt: ago(1) } },
          ...(lastState === undefined ? {} : { lastState }),
        },
      ],
    });
  const ended = { terminated: { exitCode: 137, reason: 'Error' } };
  const since = (exits: number, one: Pod) =>
    judge({ ...withPod(one), readyExits: new Map([['uid-orders-abc-1 orders', exits]]) });

  it('is well until all was ready for the first time', () => {
    expect(judge(withPod(ready(2, ended)))).toBeUndefined();
  });

  it('is well while it has not ended since', () => {
    expect(since(2, ready(2, ended))).toBeUndefined();
  });

  it('is well where nobody knows how it ended', () => {
    expect(since(0, ready(2))).toBeUndefined();
  });

  it.each([
    [1, false, 'exit code 137 (Error)'],
    [2, true, 'exit code 137, 2 times (Error)'],
  ])('is not steady when it ended since: %i in all', (exits, fatal, words) => {
    const found = since(0, ready(exits, ended));
    expect(found).toMatchObject({ kind: 'unsteady', fatal });
    expect(found?.line).toContain(`does not stay ready: crashed at start with ${words}`);
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

  it('says nothing of a container that is ready, however long it runs', () => {
    const one = running(3600);
    const [status] = one.status?.containerStatuses ?? [];
    const containerStatuses = [{ name: 'orders', ...status, ready: true }];
    expect(judge(withPod({ ...one, status: { ...one.status, containerStatuses } }))).toBeUndefined();
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

describe('a container that cannot be started', () => {
  const start = (message: string, exits: number, seconds = 60): Pod => ({
    ...pod({
      phase: 'Running',
      startTime: ago(seconds),
      containerStatuses: [
        {
          name: 'orders',
          ready: false,
          restartCount: exits - 1,
          state: { waiting: { reason: 'RunContainerError', message } },
          lastState: { terminated: { exitCode: 128, reason: 'StartError', message } },
        },
      ],
    }),
  });
  const said =
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "/bin/nope": stat /bin/nope: no such file or directory: unknown';

  it('names the command and not the whole way through the runtime', () => {
    expect(judge(withPod(start(said, 2)))?.line).toBe(
      'Deployment orders: container orders: cannot be started: its command /bin/nope is not in the image (RunContainerError)',
    );
    const path = said.replace(/"\/bin.*/, '"nope": executable file not found in $PATH: unknown');
    expect(judge(withPod(start(path, 2)))?.line).toContain('its command nope is not in the image');
    const denied = said.replace(/stat .*/, 'permission denied: unknown');
    expect(judge(withPod(start(denied, 2)))?.line).toContain('its command /bin/nope may not be executed');
  });

  it('gets a second try, and five seconds', () => {
    expect(judge(withPod(start(said, 1)))).toMatchObject({ kind: 'container-create', fatal: false });
    expect(judge(withPod(start(said, 2, 4)))?.fatal).toBe(false);
    expect(judge(withPod(start(said, 2, 5)))?.fatal).toBe(true);
  });
});
