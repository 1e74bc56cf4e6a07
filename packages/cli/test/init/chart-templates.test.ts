import { expect, test } from 'vitest';
import { deployment, service } from '../../src/init/files/chart-templates.ts';
import type { Program } from '../../src/init/service.ts';

const program: Program = {
  main: '.',
  others: [],
  listens: true,
  ports: [],
  local: undefined,
  portVariable: false,
  liveness: undefined,
  readiness: undefined,
  metrics: undefined,
  histogram: undefined,
};

test.each([
  ['no token of the cluster', 'automountServiceAccountToken: false'],
  ['not the user root', 'runAsNonRoot: true'],
  ['no more rights than it began with', 'allowPrivilegeEscalation: false'],
  ['no file system to write to', 'readOnlyRootFilesystem: true'],
  ['no capabilities', 'capabilities: { drop: [ALL] }'],
])('a pod of the first chart has %s', (_, line) => {
  expect(deployment(program)).toContain(line);
});

test('its probes ask the paths that the code has, else whether the port is open', () => {
  expect(deployment(program)).toContain('livenessProbe: { tcpSocket: { port: http }');
  const path = { value: '/healthz', at: 'main.go:3' };
  const both = deployment({ ...program, liveness: path, metrics: { ...path, value: '/metrics' } });
  expect(both).toContain('livenessProbe: { httpGet: { path: /healthz, port: http }');
  expect(both).toContain('prometheus.io/path: /metrics');
  expect(deployment(program)).not.toContain('prometheus.io');
});

test('the Deployment and the Service of a first chart are these, whole', async () => {
  const path = { value: '/readyz', at: 'main.go:3' };
  const asked = { ...program, readiness: path, metrics: { ...path, value: '/metrics' } };
  await expect(deployment(asked)).toMatchFileSnapshot('recorded/deployment.yaml.txt');
  await expect(service()).toMatchFileSnapshot('recorded/service.yaml.txt');
});
