import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { chartFolder, findHelm, type Helm, type Manifest, renderChart } from './support/helm.ts';

const environments = ['dev', 'staging', 'production'] as const;
const valuesOf = (environment: string): string[] => ['-f', `${chartFolder}/values.${environment}.yaml`];
const set = (...pairs: string[]): string[] => pairs.flatMap((pair) => ['--set', pair]);
const digest = `sha256:${createHash('sha256').update('an image').digest('hex')}`;

describe.each([3, 4] as const)('chart of orders with helm %i', (major) => {
  let helm: Helm;
  beforeAll(async () => {
    helm = await findHelm(major);
  });

  const render = (...args: string[]): Promise<Record<string, Manifest>> => renderChart(helm, args);
  const deployment = async (...args: string[]): Promise<Manifest> =>
    (await render(...args))['Deployment/orders'];
  const container = async (...args: string[]): Promise<Manifest> =>
    (await deployment(...args)).spec.template.spec.containers[0];
  const refusal = async (...args: string[]): Promise<string> => {
    const error = await render(...args).then(
      () => undefined,
      (reason: unknown) => reason as { stderr: string },
    );
    return error?.stderr ?? 'helm accepted it';
  };

  it.each(environments)('DEP-03 passes lint and renders for %s', async (environment) => {
    const { stdout } = await helm('lint', '--strict', chartFolder, ...valuesOf(environment));
    expect(stdout).toContain('1 chart(s) linted, 0 chart(s) failed');
    const objects = await render(...valuesOf(environment));
    expect(Object.keys(objects)).toEqual(
      expect.arrayContaining([
        'Deployment/orders',
        'Service/orders',
        'ConfigMap/orders',
        'ServiceAccount/orders',
      ]),
    );
  });

  it('passes lint with its base values alone', async () => {
    await helm('lint', '--strict', chartFolder);
  });

  it('DEP-06 DEP-37 runs three replicas, or as many as the autoscaler wants', async () => {
    expect((await deployment()).spec.replicas).toBe(3);
    expect((await deployment(...valuesOf('production'))).spec.replicas).toBe(3);

    const scaled = await render(...set('autoscaling.enabled=true'));
    expect(scaled['Deployment/orders'].spec).not.toHaveProperty('replicas');
    expect(scaled['HorizontalPodAutoscaler/orders'].spec).toMatchObject({
      minReplicas: 3,
      maxReplicas: 10,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' },
    });
  });

  it('DEP-03 sets requests and limits', async () => {
    expect((await container(...valuesOf('production'))).resources).toEqual({
      requests: { cpu: '100m', memory: '128Mi' },
      limits: { cpu: '500m', memory: '1Gi' },
    });
    expect(await refusal(...set('resources.limits=null'))).toContain('limits');
  });

  it('DEP-08 DEP-09 rolls one pod at a time and keeps five revisions', async () => {
    const { spec } = await deployment(...valuesOf('production'));
    expect(spec.strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: 1, maxSurge: 1 },
    });
    expect(spec.revisionHistoryLimit).toBe(5);
    expect(await refusal(...set('strategy.maxUnavailable=0', 'strategy.maxSurge=0'))).toContain('strategy');
    expect(await refusal(...set('revisionHistoryLimit=0'))).toContain('revisionHistoryLimit');
  });

  it('DEP-11 probes liveness at 30/10 and readiness at 10/5', async () => {
    const { livenessProbe, readinessProbe, ports } = await container(...valuesOf('production'));
    expect(livenessProbe).toMatchObject({
      httpGet: { path: '/healthz', port: 'http' },
      initialDelaySeconds: 30,
      periodSeconds: 10,
    });
    expect(readinessProbe).toMatchObject({
      httpGet: { path: '/ready', port: 'http' },
      initialDelaySeconds: 10,
      periodSeconds: 5,
    });
    expect(ports).toEqual([{ name: 'http', containerPort: 8080, protocol: 'TCP' }]);
  });

  it('DEP-44 listens on another port when told', async () => {
    const objects = await render(...set('containerPort=9000'));
    const pod = objects['Deployment/orders'].spec.template;
    expect(JSON.parse(objects['ConfigMap/orders'].data['config.json'])).toMatchObject({ addr: ':9000' });
    expect(pod.spec.containers[0].ports[0]).toMatchObject({ name: 'http', containerPort: 9000 });
    expect(pod.metadata.annotations['prometheus.io/port']).toBe('9000');
  });

  it('DEP-10 takes other probes from values: liveness at /health alone', async () => {
    const { livenessProbe, readinessProbe } = await container(
      ...set(
        'probes.liveness.path=/health',
        'probes.readiness.initialDelaySeconds=0',
        'probes.readiness.periodSeconds=1',
      ),
    );
    expect(livenessProbe).toMatchObject({
      httpGet: { path: '/health' },
      initialDelaySeconds: 30,
      periodSeconds: 10,
    });
    expect(readinessProbe).toMatchObject({ initialDelaySeconds: 0, periodSeconds: 1 });
  });

  it('DEP-12 probes over HTTP, by an open port, or by a command', async () => {
    const { livenessProbe, readinessProbe } = await container(
      ...set('probes.liveness.tcp=true', 'probes.readiness.command={/orders,-check}'),
    );
    expect(livenessProbe).toMatchObject({ tcpSocket: { port: 'http' }, periodSeconds: 10 });
    expect(livenessProbe).not.toHaveProperty('httpGet');
    expect(readinessProbe).toMatchObject({ exec: { command: ['/orders', '-check'] }, periodSeconds: 5 });
    expect(readinessProbe).not.toHaveProperty('httpGet');
  });

  it('DEP-14 names the port the same in Deployment, Service and Ingress', async () => {
    const objects = await render(...set('ingress.enabled=true'));
    const [port] = objects['Service/orders'].spec.ports;
    expect(objects['Service/orders'].spec.type).toBe('ClusterIP');
    expect(port).toEqual({ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' });

    const [rule] = objects['Ingress/orders'].spec.rules;
    expect(rule.host).toBe('example.com');
    expect(rule.http.paths).toEqual([
      {
        path: '/',
        pathType: 'Prefix',
        backend: { service: { name: 'orders', port: { name: port.name } } },
      },
    ]);
  });

  it('DEP-14 opens a fixed port on the nodes when asked', async () => {
    const { spec } = (await render(...set('service.type=NodePort', 'service.nodePort=30080')))[
      'Service/orders'
    ];
    expect(spec.type).toBe('NodePort');
    expect(spec.ports[0].nodePort).toBe(30080);
    expect(
      (await render(...set('service.nodePort=30080')))['Service/orders'].spec.ports[0],
    ).not.toHaveProperty('nodePort');
  });

  it('attaches a route to a gateway and leaves its weights alone', async () => {
    const gateway = set('httpRoute.enabled=true', 'httpRoute.parentRefs[0].name=web');
    const { spec } = (await render(...gateway))['HTTPRoute/orders'];
    expect(spec.parentRefs).toEqual([{ name: 'web' }]);
    expect(spec.rules[0].backendRefs).toEqual([{ name: 'orders', port: 80 }]);
    expect(await refusal(...set('httpRoute.enabled=true'))).toContain('at least one Gateway');
  });

  it('DEP-03 gives the image by tag, or by digest when there is one', async () => {
    expect((await container()).image).toBe('registry.example.com/orders:v1.2.0');
    expect((await container(...set(`image.digest=${digest}`))).image).toBe(
      `registry.example.com/orders@${digest}`,
    );
    expect(await refusal(...set('image.digest=sha256:abc'))).toContain('/image/digest');
    expect(await refusal(...set('image.repository=Registry/Orders'))).toContain('/image/repository');
  });

  it('keeps what changes out of the selector', async () => {
    const { metadata, spec } = await deployment();
    expect(spec.selector.matchLabels).toEqual({
      'app.kubernetes.io/name': 'orders',
      'app.kubernetes.io/instance': 'orders',
    });
    expect(metadata.labels).toMatchObject({
      ...spec.selector.matchLabels,
      'app.kubernetes.io/version': 'v1.2.0',
      'app.kubernetes.io/managed-by': 'Helm',
    });
    expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
  });

  it('injects a single key and whole maps', async () => {
    const objects = await render(
      ...set('secret.data.api-key=s3cret', 'secret.envFrom=true', 'env.ORDERS_FAULT_ERROR_SHARE=0.2'),
    );
    const { env, envFrom } = objects['Deployment/orders'].spec.template.spec.containers[0];
    expect(env).toContainEqual({
      name: 'ORDERS_API_KEY',
      valueFrom: { secretKeyRef: { name: 'orders', key: 'api-key' } },
    });
    expect(envFrom).toEqual([{ configMapRef: { name: 'orders-env' } }, { secretRef: { name: 'orders' } }]);
    expect(objects['ConfigMap/orders-env'].data).toEqual({ ORDERS_FAULT_ERROR_SHARE: '0.2' });
    expect(objects['Secret/orders'].data['api-key']).toBe(Buffer.from('s3cret').toString('base64'));
  });

  it('uses a Secret that exists already and makes none', async () => {
    const objects = await render(...set('secret.existingSecret=shared', 'secret.apiKeyName=orders'));
    expect(objects).not.toHaveProperty('Secret/orders');
    expect(objects['Deployment/orders'].spec.template.spec.containers[0].env).toContainEqual({
      name: 'ORDERS_API_KEY',
      valueFrom: { secretKeyRef: { name: 'shared', key: 'orders' } },
    });
  });

  it('makes new pods when a map changes, and only then', async () => {
    const annotations = async (...pairs: string[]): Promise<Record<string, string>> =>
      (await deployment(...set(...pairs))).spec.template.metadata.annotations;
    const before = await annotations();
    expect(await annotations()).toEqual(before);
    for (const change of ['config.logLevel=debug', 'env.ORDERS_FAULT_LATENCY=1s']) {
      expect((await annotations(change))['checksum/config'], change).not.toBe(before['checksum/config']);
    }
    expect((await annotations('secret.data.api-key=x'))['checksum/secret']).not.toBe(
      before['checksum/secret'],
    );
  });

  it('DEP-42 drains within the grace period and refuses what does not fit', async () => {
    const objects = await render(...valuesOf('production'));
    const pod = objects['Deployment/orders'].spec.template.spec;
    const preStop = pod.containers[0].lifecycle.preStop.sleep.seconds;
    const file = JSON.parse(objects['ConfigMap/orders'].data['config.json']) as Record<string, string>;
    const total =
      preStop + Number.parseInt(file.drainDelay ?? '', 10) + Number.parseInt(file.shutdownTimeout ?? '', 10);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(pod.terminationGracePeriodSeconds);
    expect(await refusal(...set('shutdown.drainDelaySeconds=60'))).toContain(
      'terminationGracePeriodSeconds 30',
    );
    expect(await container(...set('shutdown.preStopSleepSeconds=0'))).not.toHaveProperty('lifecycle');
  });

  it('runs without privileges and tells Prometheus where to look', async () => {
    const { template } = (await deployment()).spec;
    expect(template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65532 });
    expect(template.spec.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(template.metadata.annotations).toMatchObject({
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '8080',
      'prometheus.io/path': '/metrics',
    });
  });

  it('refuses values that it does not know', async () => {
    expect(await refusal(...set('replicas=3'))).toContain('replicas');
    expect(await refusal(...set('replicaCount=three'))).toContain('/replicaCount');
  });
});
