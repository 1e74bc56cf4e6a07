import type { Deployment } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { backgroundOf, pathPattern, untold, withoutCallers } from '../src/metrics/other-callers.ts';
import { otherCallersOf } from '../src/plan/other-callers.ts';
import { OLD, stableDeployment } from './world/objects.ts';

const fits = (path: string, value: string): boolean =>
  new RegExp(`^(?:${(pathPattern(path) ?? '').replace('(?i:', '(?:')})$`, 'i').test(value);

describe('paths of probes and scrapes in labels', () => {
  it.each([
    [
      '/healthz',
      [
        '/healthz',
        'healthz',
        '/healthz/',
        'GET /healthz',
        '/Healthz',
        '/healthz?full=1',
        'http://10.0.0.1:8080/healthz',
      ],
    ],
    ['/api/v1/health-check', ['/api/v1/health-check', 'api_v1_health_check', '/api/v1/health_check']],
    ['/healthz?verbose=1', ['/healthz', 'healthz']],
    ['grpc.health.v1.Health', ['grpc.health.v1.Health', '/grpc.health.v1.Health']],
  ])('%s is found however libraries write it', (path, values) => {
    for (const value of values) expect(fits(path, value), value).toBe(true);
  });

  it.each(['/orders', '/healthz2', '/orders/healthz', '/health', '', '/', '/orders?next=/healthz'])(
    '/healthz is not found in %s',
    (value) => expect(fits('/healthz', value)).toBe(false),
  );

  it('leaves the root alone: users ask for it too', () => {
    expect(pathPattern('/')).toBeUndefined();
    expect(withoutCallers([{ what: 'probe', path: '', perSecond: 1 }])).toEqual([]);
    expect(withoutCallers([{ what: 'probe', path: '/healthz', perSecond: 1 }])).toContainEqual({
      label: 'path',
      op: '!~',
      value: pathPattern('/healthz'),
    });
  });
});

describe('callers that no label tells from users', () => {
  const healthz = { what: 'liveness probe', path: '/healthz', perSecond: 0.1 };
  const root = { what: 'readiness probe', path: '', perSecond: 0.2 };
  const metrics = { what: 'scrapes of', path: '/metrics', perSecond: 0.2 };
  const all = [healthz, root, metrics];

  it.each([
    ['no path label at all', [{}, {}], all],
    [
      'their own series, and none of the root',
      [{ path: '/healthz' }, { path: '/metrics' }, { path: '/orders' }],
      [],
    ],
    [
      'their own series, and one of the root',
      [{ path: 'healthz' }, { path: 'metrics' }, { path: 'root' }],
      [root],
    ],
    ['no series of theirs: they are not counted', [{ route: '/orders' }], []],
    ['a series for everything else', [{ handler: '/orders' }, { handler: 'other' }], all],
    ['labels of another library', [{ http_route: '/healthz' }, { http_route: '/metrics' }], []],
  ])('with %s', (_, series, expected) => {
    expect(untold(all, series as Record<string, string>[])).toEqual(expected);
  });

  it('are added up', () => {
    expect(backgroundOf(all)).toEqual({
      perPodPerSecond: 0.5,
      of: ['liveness probe /healthz', 'readiness probe', 'scrapes of /metrics'],
    });
  });
});

describe('who else asks the pods of a Deployment', () => {
  const of = (containers: object[], more: object = {}, annotations: object = {}) => {
    const { spec, ...stable } = stableDeployment(OLD);
    const template = { metadata: { annotations }, spec: { containers, ...more } };
    return otherCallersOf({ ...stable, spec: { ...spec, template } } as unknown as Deployment, {
      scrapesPerMinute: 4,
    });
  };
  const scrapes = { what: 'scrapes of', path: '/metrics', perSecond: 4 / 60 };

  it.each([
    ['HTTP probe', { livenessProbe: { httpGet: { path: '/healthz' }, periodSeconds: 5 } }, '/healthz', 0.2],
    ['HTTP probe without a period', { readinessProbe: { httpGet: { path: '/r' } } }, '/r', 0.1],
    ['HTTP probe of the root', { readinessProbe: { httpGet: { port: 80 } } }, '', 0.1],
    ['gRPC probe', { readinessProbe: { grpc: { port: 9 } } }, 'grpc.health.v1.Health', 0.1],
    [
      'command with an address',
      { livenessProbe: { exec: { command: ['wget', '-q', 'http://localhost:8080/live'] } } },
      '/live',
      0.1,
    ],
    [
      'command of podinfo',
      { livenessProbe: { exec: { command: ['podcli', 'check', 'http', 'localhost:9898/healthz'] } } },
      '/healthz',
      0.1,
    ],
    [
      'grpc_health_probe',
      { livenessProbe: { exec: { command: ['/bin/grpc_health_probe', '-addr=:9'] } } },
      'grpc.health.v1.Health',
      0.1,
    ],
    ['startup probe, which ends', { startupProbe: { httpGet: { path: '/s' } } }, '/s', 0],
  ])('%s', (_, probe, path, perSecond) => {
    expect(of([{ name: 'a', ...probe }])).toMatchObject([{ path, perSecond }, scrapes]);
  });

  it.each([
    ['a TCP probe', { livenessProbe: { tcpSocket: { port: 80 } } }],
    ['a command that asks nobody', { livenessProbe: { exec: { command: ['cat', '/tmp/ok'] } } }],
  ])('not %s', (_, probe) => expect(of([{ name: 'a', ...probe }])).toEqual([scrapes]));

  it('native sidecars too, and not init containers that end', () => {
    const probe = (path: string) => ({ readinessProbe: { httpGet: { path } } });
    const initContainers = [
      { name: 'a', restartPolicy: 'Always', ...probe('/sidecar') },
      { name: 'b', ...probe('/init') },
    ];
    expect(of([], { initContainers })).toMatchObject([{ path: '/sidecar' }, scrapes]);
  });

  it('the scrapes at the path that the annotations name', () => {
    expect(of([], {}, { 'prometheus.io/path': '/internal/metrics' })).toMatchObject([
      { path: '/internal/metrics' },
    ]);
    expect(otherCallersOf(stableDeployment(OLD))).toMatchObject([{ perSecond: 1 / 15 }]);
  });
});
