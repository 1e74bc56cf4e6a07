import { readRendered } from '@fairlead/helm';
import type { KubeObject } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { doubtfulProbes, impossibleProbes } from '../src/chart/probes.ts';

const rendered = (container: object, kind = 'Deployment', list = 'containers') =>
  readRendered(
    [
      {
        apiVersion: 'apps/v1',
        kind,
        metadata: { name: 'orders' },
        spec: { template: { spec: { [list]: [{ name: 'app', ...container }] } } },
      } as unknown as KubeObject,
    ],
    'default',
  );
const http = (path: string | undefined, more: object = {}) => ({ httpGet: { path, port: 'http', ...more } });
const exec = (...command: string[]) => ({ exec: { command } });

describe('DEP-12 a command probe of a distroless image', () => {
  const found = (image: string, command: readonly string[], probe = 'readinessProbe') =>
    impossibleProbes(rendered({ image, [probe]: exec(...command) }));

  it('is refused, with object, container, probe, program and image', () => {
    expect(found('gcr.io/distroless/static-debian12:nonroot', ['sh', '-c', 'exit 0'])).toEqual([
      'Deployment orders: container app: readinessProbe runs sh, which the distroless image gcr.io/distroless/static-debian12:nonroot does not have',
    ]);
  });

  it.each(['startupProbe', 'livenessProbe', 'readinessProbe'])('as %s', (probe) => {
    expect(found('acme/orders-distroless:v1', ['/bin/cat', '/tmp/ok'], probe)).toHaveLength(1);
  });

  it.each([
    ['gcr.io/distroless/base', 1],
    [`ghcr.io/acme/scratch@sha256:${'a'.repeat(64)}`, 1],
    ['cgr.dev/chainguard/static:latest', 1],
    ['cgr.dev/chainguard/static-with-shell:latest', 0],
    ['gcr.io/distroless/base:debug', 0],
    ['gcr.io/distroless/base:debug-nonroot', 0],
    ['gcr.io/distroless/base:nodebugger', 1],
    ['ghcr.io/acme/orders:v1', 0],
    ['ghcr.io/acme/scratchpad:v1', 0],
    ['no image!', 0],
  ])('%s', (image, count) => {
    expect(found(image, ['sh'])).toHaveLength(count);
  });

  it.each([
    ['/usr/bin/curl', 1],
    ['/usr/local/bin/wget', 1],
    ['/bin/[', 1],
    ['/orders', 0],
    ['/busybox/sh', 0],
    ['/grpc_health_probe', 0],
    ['grpc_health_probe', 0],
  ])('that runs %s', (program, count) => {
    expect(found('gcr.io/distroless/static', [program])).toHaveLength(count);
  });

  it('in init containers too, and no other kind of probe', () => {
    const image = 'gcr.io/distroless/static';
    expect(
      impossibleProbes(rendered({ image, startupProbe: exec('sh') }, 'Job', 'initContainers')),
    ).toHaveLength(1);
    const others = { livenessProbe: http('/healthz'), readinessProbe: { tcpSocket: { port: 1 } } };
    expect(impossibleProbes(rendered({ image, ...others }))).toEqual([]);
    expect(impossibleProbes(rendered({ readinessProbe: exec('sh') }))).toEqual([]);
  });
});

describe('DEP-11 a warning of probes', () => {
  it.each([
    ['liveness alone', { livenessProbe: http('/healthz') }, 'and no readinessProbe'],
    ['both at one path', { livenessProbe: http('/'), readinessProbe: http(undefined) }, 'ask the same (/)'],
    ['two paths', { livenessProbe: http('/healthz'), readinessProbe: http('/ready') }, undefined],
    ['two ports', { livenessProbe: http('/'), readinessProbe: http('/', { port: 9 }) }, undefined],
    ['two schemes', { livenessProbe: http('/'), readinessProbe: http('/', { scheme: 'HTTPS' }) }, undefined],
    ['TCP beside a path', { livenessProbe: { tcpSocket: {} }, readinessProbe: http('/') }, undefined],
    ['two TCP probes', { livenessProbe: { tcpSocket: {} }, readinessProbe: { tcpSocket: {} } }, undefined],
    ['readiness alone', { readinessProbe: http('/') }, undefined],
    ['none', {}, undefined],
  ])('%s', (_, probes, words) => {
    const said = doubtfulProbes(rendered(probes));
    expect(said).toEqual(words === undefined ? [] : [expect.stringContaining(words)]);
  });

  it('of pods that get requests alone', () => {
    const probes = { livenessProbe: http('/healthz') };
    expect(doubtfulProbes(rendered(probes, 'Job'))).toEqual([]);
    expect(doubtfulProbes(rendered(probes, 'StatefulSet'))).toHaveLength(1);
    expect(doubtfulProbes(rendered(probes, 'Deployment', 'initContainers'))).toEqual([]);
  });
});
