import type { ImageContainer } from '@fairlead/kube';
import { readPinnedImage } from '@fairlead/oci';
import { describe, expect, it } from 'vitest';
import { cloneDeployment, cloneService } from '../src/canary/clone.ts';
import { labelToChange } from '../src/cluster/changed-label.ts';
import { findContainers } from '../src/cluster/containers.ts';
import { summarizePods } from '../src/cluster/pod-health.ts';
import { NEW, OLD, stableDeployment, stableService } from './world/objects.ts';

const image = readPinnedImage(NEW) ?? { text: '', name: '', digest: '' };
const stable = {
  ...stableDeployment(OLD),
  status: { observedGeneration: 7, readyReplicas: 3 },
};
const service = stableService();
const container = findContainers(stable, image, undefined)[0] as ImageContainer;

describe('cloneDeployment', () => {
  it('behind the same Service: all labels of stable and the track', () => {
    expect(
      cloneDeployment({
        stable,
        source: stable,
        service,
        container,
        image,
        replicas: 0,
        reach: 'shared',
        provider: 'replicas',
      }),
    ).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'orders-canary',
        namespace: 'shop',
        labels: {
          'app.kubernetes.io/managed-by': 'fairlead',
          'fairlead.dev/track': 'canary',
          'fairlead.dev/workload': 'orders',
        },
        annotations: { 'fairlead.dev/provider': 'replicas' },
      },
      spec: {
        minReadySeconds: 2,
        replicas: 0,
        revisionHistoryLimit: 0,
        selector: { matchLabels: { 'fairlead.dev/track': 'canary', 'fairlead.dev/workload': 'orders' } },
        template: {
          metadata: {
            annotations: { 'prometheus.io/scrape': 'true' },
            labels: {
              'app.kubernetes.io/name': 'orders',
              'app.kubernetes.io/instance': 'orders',
              'app.kubernetes.io/version': 'v1',
              'fairlead.dev/track': 'canary',
              'fairlead.dev/workload': 'orders',
            },
          },
          spec: {
            terminationGracePeriodSeconds: 30,
            initContainers: [{ name: 'migrate', image: NEW }],
            containers: [
              { name: 'orders', image: NEW, ports: [{ name: 'http', containerPort: 8080 }] },
              { name: 'sidecar', image: 'registry.example.com/proxy:v2' },
            ],
          },
        },
      },
    });
  });

  it('apart: the stable Service does not select the canary', () => {
    const clone = cloneDeployment({
      stable,
      source: stable,
      service,
      container,
      image,
      replicas: 2,
      reach: 'apart',
      provider: 'gateway',
    });
    const labels = clone.spec.template.metadata?.labels ?? {};
    expect(labels['app.kubernetes.io/instance']).toBe('orders-canary');
    expect(Object.entries(service.spec.selector).every(([key, value]) => labels[key] === value)).toBe(false);
  });

  it('chooses the label that tells releases apart, else the first', () => {
    expect(labelToChange(service.spec.selector)).toBe('app.kubernetes.io/instance');
    expect(labelToChange({ tier: 'web', app: 'orders' })).toBe('app');
    expect(labelToChange({ tier: 'web' })).toBe('tier');
    expect(labelToChange({})).toBeUndefined();
  });
});

describe('cloneService', () => {
  it('keeps the ports, selects the canary, keeps no address', () => {
    expect(cloneService(service, 'orders')).toEqual({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'orders-canary',
        namespace: 'shop',
        labels: {
          'app.kubernetes.io/managed-by': 'fairlead',
          'fairlead.dev/track': 'canary',
          'fairlead.dev/workload': 'orders',
        },
      },
      spec: {
        type: 'ClusterIP',
        selector: { 'fairlead.dev/track': 'canary', 'fairlead.dev/workload': 'orders' },
        ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
      },
    });
  });
});

describe('the metadata of a cloned Service', () => {
  it('lets Prometheus find it, and neither Helm nor a GitOps controller', () => {
    const labels = { 'app.kubernetes.io/name': 'orders', release: 'prom' };
    const owners = {
      'app.kubernetes.io/managed-by': 'Helm',
      'helm.sh/chart': 'orders-1.2.0',
      'argocd.argoproj.io/instance': 'shop',
      'kustomize.toolkit.fluxcd.io/name': 'shop',
    };
    const scrape = { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090' };
    const annotations = { ...scrape, 'meta.helm.sh/release-name': 'orders' };
    const metadata = { ...service.metadata, labels: { ...labels, ...owners }, annotations };
    expect(cloneService({ ...service, metadata }, 'orders').metadata).toMatchObject({
      labels: {
        ...labels,
        'app.kubernetes.io/managed-by': 'fairlead',
        'fairlead.dev/track': 'canary',
        'fairlead.dev/workload': 'orders',
      },
      annotations: scrape,
    });
    expect(cloneService({ ...service, metadata }, 'orders').metadata.annotations).toEqual(scrape);
    expect(Object.keys(cloneService({ ...service, metadata }, 'orders').metadata.labels ?? {})).toHaveLength(
      5,
    );
  });
});

describe('containers', () => {
  it('finds the container by name or by repository', () => {
    expect(container.name).toBe('orders');
    expect(findContainers(stable, image, 'sidecar').map(({ name }) => name)).toEqual(['sidecar']);
    expect(findContainers(stable, { ...image, name: 'registry.example.com/other' }, undefined)).toEqual([]);
  });
});

describe('summarizePods', () => {
  it('gives the reason of the container that began anew most often, and counts none for what is not said', () => {
    const pod = (name: string, restartCount: number | undefined, reason: string) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      status: { containerStatuses: [{ name, restartCount, state: { waiting: { reason } } }] },
    });
    const [unsaid, never, once, twice] = [
      pod('unsaid', undefined, 'ErrImagePull'),
      pod('never', 0, 'ErrImagePull'),
      pod('once', 1, 'ErrImagePull'),
      pod('twice', 2, 'ErrImagePull'),
    ];
    const first = (...pods: readonly unknown[]) => {
      const { restarts, reason = '' } = summarizePods(1, pods as Parameters<typeof summarizePods>[1]);
      return [restarts, /container (\w+)/.exec(reason)?.[1]];
    };
    expect(first(once, twice)).toEqual([3, 'twice']);
    expect(first(unsaid, once)).toEqual([1, 'once']);
    expect(first(never, unsaid)).toEqual([0, 'never']);
    expect(first(unsaid, never)).toEqual([0, 'unsaid']);
  });

  it('counts ready pods and restarts and tells the first reason', () => {
    const pod = (ready: boolean, status: object) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'x' },
      status: {
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
        containerStatuses: [{ name: 'orders', ...status }],
      },
    });
    const crashed = {
      restartCount: 2,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 3 } },
    };
    expect(summarizePods(2, [pod(true, {}), pod(false, crashed)])).toEqual({
      desired: 2,
      ready: 1,
      readyPods: ['x'],
      restarts: 2,
      reason: 'container orders: CrashLoopBackOff, exit code 3',
    });
  });
});
