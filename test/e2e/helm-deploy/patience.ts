import { beforeAll, expect, it } from 'vitest';
import type { HelmLab, Release } from '../support/helm-lab.ts';
import { errorLine } from '../support/helm-stage.ts';

/** Takes its time to end. */
const SLOW = `package main

import (
	"os/signal"
	"syscall"
	"time"
)

func main() {
	signal.Ignore(syscall.SIGTERM)
	time.Sleep(time.Hour)
}
`;

/** What heals by itself is waited for, and what only looks healthy is not believed. */
export function describePatience(openedLab: () => HelmLab): void {
  const namespace = 'shop-patient';
  let lab: HelmLab;
  let release: Release;

  beforeAll(async () => {
    lab = openedLab();
    release = await lab.open(namespace, 3);
    const first = await release.deploy({ 'create-namespace': 'true' });
    expect(first.exitCode, first.log).toBe(0);
  });

  it('waits for old pods that still hold the quota', async () => {
    const image = await lab.buildProgram('slow', SLOW);
    const chart = await lab.chartWith('slow', {
      'slow.yaml': `
apiVersion: apps/v1
kind: Deployment
metadata: { name: slow }
spec:
  replicas: 2
  strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } }
  selector: { matchLabels: { app: slow } }
  template:
    metadata: { labels: { app: slow }, annotations: { revision: {{ .Release.Revision | quote }} } }
    spec:
      terminationGracePeriodSeconds: 12
      containers: [{ name: slow, image: ${image} }]
`,
    });
    expect((await release.deploy({ chart })).exitCode).toBe(0);
    const path = `/api/v1/namespaces/${namespace}/resourcequotas/tight`;
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'tight' } };
    await lab.cluster.api.apply(path, { ...quota, spec: { hard: { pods: '3' } } }); // as many as there are
    const result = await release.deploy({ chart, timeout: '5m' });
    await lab.cluster.api.request('DELETE', path);
    expect(result.log).toContain('pods cannot be created: exceeded quota: tight');
    expect(result.outputs['outcome'], result.log).toBe('deployed');
  });

  it('does not believe in a container that its liveness probe ends again and again', async () => {
    const chart = await lab.chartWith('flappy', {
      'flappy.yaml': `
apiVersion: apps/v1
kind: Deployment
metadata: { name: flappy }
spec:
  selector: { matchLabels: { app: flappy } }
  template:
    metadata: { labels: { app: flappy } }
    spec:
      containers:
        - name: flappy
          image: {{ include "orders.image" . | quote }}
          livenessProbe: { httpGet: { path: /no-such-page, port: 8080 }, periodSeconds: 2, failureThreshold: 1 }
`,
    });
    const result = await release.deploy({ chart, 'stay-healthy': '10s' });
    expect(errorLine(result)).toMatch(
      /^HELM_ROLLOUT_FAILED: Deployment flappy: container flappy: .*liveness probe failed, \d times: .*404.*; rolled back to revision \d+$/,
    );
  });

  it('names a claim that has no volume, and a Service that selects nothing', async () => {
    const claim = (name: string, volume: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec:
      containers: [{ name: one, image: {{ include "orders.image" . | quote }} }]
      volumes: [{ name: data, persistentVolumeClaim: { claimName: ${volume} } }]
`;
    const missing = await lab.chartWith('claims', { 'claim.yaml': claim('claims', 'nobody-made-it') });
    expect(errorLine(await release.deploy({ chart: missing }))).toMatch(
      /Deployment claims: no node takes the pod: PersistentVolumeClaim nobody-made-it not found \(Unschedulable\); rolled back/,
    );
    const unbound = await lab.chartWith('unbound', {
      'claim.yaml': `${claim('unbound', 'data')}---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`,
    });
    const result = await release.deploy({ chart: unbound, timeout: '90s' });
    expect(errorLine(result)).toMatch(
      /Deployment unbound: no node takes the pod: claim data has no volume: /,
    );
    expect(result.log).toContain('storage class');
    const lonely = await lab.chartWith('lonely', {
      'lonely.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: { name: lonely }\nspec: { selector: { app: nobody }, ports: [{ port: 80 }] }\n',
    });
    const good = await release.deploy({ chart: lonely });
    expect(good.outputs['outcome']).toBe('deployed');
    expect(good.log).toContain('Service lonely selects no pod (app=nobody): nothing answers for it');
    expect(good.summary).toContain('Service lonely selects no pod');
  });

  it('never takes the release from a plain helm that is still at work', async () => {
    const args = ['upgrade', 'orders', `${process.cwd()}/test/fixtures/orders/deploy/orders`];
    const values = [
      '--set',
      `config.faultNeverReady=true`,
      '--set',
      `image.repository=${lab.image.split('@')[0]}`,
    ];
    const digest = ['--set', `image.digest=${lab.image.split('@')[1]}`];
    const plain = release.helm(...args, ...values, ...digest, '--wait', '--timeout', '30s').catch(() => {});
    await release.untilPending();
    const mine = await release.deploy({ timeout: '10s' });
    expect(errorLine(mine)).toMatch(/^HELM_BUSY: release orders is still pending-upgrade/);
    await plain;
    const history = await release.history();
    expect(history.at(-1)).toMatchObject({ status: 'failed' });
    expect(history.filter(({ status }) => status === 'deployed')).toHaveLength(1);
    expect((await release.deploy()).exitCode).toBe(0);
  });

  it('takes an image by digest with the chart that helm create makes', async () => {
    const other = await lab.open('shop-created', 3);
    const chart = await other.created();
    const set = [
      'service.port=8080',
      'livenessProbe.httpGet.path=/healthz',
      'readinessProbe.httpGet.path=/healthz',
    ].join('\n');
    const inputs = { chart, set, environment: '', 'create-namespace': 'true', 'image-policy': 'digest' };
    const result = await other.deploy(inputs);
    expect(result.outputs['outcome'], result.log).toBe('deployed');
    expect(result.outputs['image']).toBe(lab.image);
    expect(result.log).toContain('the chart takes the image as repository:tag, the digest in two halves');
  });
}
