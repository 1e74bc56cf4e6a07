import type { KubeObject } from '@fairlead/kube';
import { describe, expect, it } from 'vitest';
import { readRendered } from '../src/index.ts';

const object = (apiVersion: string, kind: string, name: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name },
});

describe('what a rollout of a chart waits for', () => {
  it('is workloads, a Rollout of Argo among them, and nothing that merely has such a name', () => {
    const rendered = readRendered(
      [
        object('apps/v1', 'Deployment', 'orders'),
        object('argoproj.io/v1alpha1', 'Rollout', 'shop'),
        object('example.org/v1', 'Rollout', 'other'),
        object('v1', 'Service', 'orders'),
      ],
      'prod',
    );
    expect(rendered.workloads).toEqual([
      { kind: 'Deployment', namespace: 'prod', name: 'orders' },
      { kind: 'Rollout', namespace: 'prod', name: 'shop' },
    ]);
  });
});
