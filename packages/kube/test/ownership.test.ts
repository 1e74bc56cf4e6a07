import { ExternalError } from '@fairlead/core';
import { createFakeClock, createFakeKube } from '@fairlead/testkit';
import { describe, expect, it } from 'vitest';
import { findOwnership, type KubeObject, ownerOf } from '../src/index.ts';

const object = (metadata: object): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'orders', namespace: 'shop', ...metadata },
});
const helm = { 'meta.helm.sh/release-name': 'orders' };
const argo = (id: string) => ({ annotations: { ...helm, 'argocd.argoproj.io/tracking-id': id } });
const flux = (part: string, more: object = {}) => ({
  labels: {
    [`${part}.toolkit.fluxcd.io/name`]: 'apps',
    [`${part}.toolkit.fluxcd.io/namespace`]: 'flux-system',
    ...more,
  },
  annotations: helm,
});

describe('who an object belongs to', () => {
  it.each([
    ['nobody', {}, 'none', 'no tool that leaves a mark', undefined],
    ['Helm', { annotations: helm }, 'helm', 'the Helm release orders', undefined],
    [
      'Argo CD, by its annotation',
      argo('shop:apps/Deployment:shop/orders'),
      'argo-cd',
      'the Argo CD application shop',
      'argocd/shop',
    ],
    [
      'Argo CD, in a namespace of its own',
      argo('team_shop:apps/Deployment:shop/orders'),
      'argo-cd',
      'the Argo CD application shop',
      'team/shop',
    ],
    [
      'Argo CD, by the fields that it writes',
      { managedFields: [null, { manager: 'kubectl' }, { manager: 'argocd-controller' }] },
      'argo-cd',
      'an Argo CD application',
      undefined,
    ],
    [
      'a writer with the name of what every object has',
      { managedFields: [{ manager: 'constructor' }] },
      'none',
      'no tool that leaves a mark',
      undefined,
    ],
    [
      'a Kustomization of Flux',
      flux('kustomize'),
      'flux',
      'the Flux Kustomization flux-system/apps',
      'flux-system/apps',
    ],
    [
      'a HelmRelease of Flux',
      flux('helm'),
      'flux',
      'the Flux HelmRelease flux-system/apps',
      'flux-system/apps',
    ],
    [
      'a HelmRelease that a Kustomization has made',
      flux('helm', { 'kustomize.toolkit.fluxcd.io/name': 'all' }),
      'flux',
      'the Flux HelmRelease flux-system/apps',
      'flux-system/apps',
    ],
    [
      'Flux, by the fields that it writes',
      { managedFields: [{ manager: 'helm-controller' }] },
      'flux',
      'a Flux HelmRelease',
      undefined,
    ],
    [
      'nobody that an empty mark names',
      { annotations: { 'argocd.argoproj.io/tracking-id': '' } },
      'none',
      'no tool that leaves a mark',
      undefined,
    ],
  ])('%s', (_, metadata, tool, words, ref) => {
    const owner = ownerOf(object(metadata));
    expect(owner).toMatchObject({ tool, words });
    expect(owner.ref && `${owner.ref.namespace}/${owner.ref.name}`).toBe(ref);
  });
});

describe('DEP-29 whether it follows a repository', () => {
  const kube = (there?: object) => {
    const fake = createFakeKube('shop', createFakeClock());
    if (there !== undefined) fake.put(there as KubeObject);
    return fake;
  };
  const application = (syncPolicy: object | null | undefined) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'shop', namespace: 'argocd' },
    spec: { syncPolicy },
  });
  const kustomization = (spec: object) => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'apps', namespace: 'flux-system' },
    spec,
  });
  const tracked = argo('shop:apps/Deployment:shop/orders');

  it.each([
    ['plain', {}, undefined, false],
    ['Helm', { annotations: helm }, undefined, false],
    ['Argo CD that heals', tracked, application({ automated: { prune: true, selfHeal: true } }), true],
    ['Argo CD that syncs by itself', tracked, application({ automated: {} }), true],
    [
      'Argo CD that was told not to',
      tracked,
      application({ automated: { enabled: false, selfHeal: true } }),
      false,
    ],
    ['Argo CD by hand', tracked, application({ automated: null }), false],
    ['Argo CD without a policy', tracked, application(undefined), false],
    ['Argo CD whose application is not found', tracked, undefined, true],
    ['Argo CD without a name', { managedFields: [{ manager: 'argocd-controller' }] }, undefined, true],
    ['Flux', flux('kustomize'), kustomization({}), true],
    ['Flux that is suspended', flux('kustomize'), kustomization({ suspend: true }), false],
  ])('%s', async (_, metadata, there, followsGit) => {
    expect((await findOwnership(kube(there), object(metadata))).followsGit).toBe(followsGit);
  });

  it('is taken for granted where the application may not be read, and a cluster that fails is told', async () => {
    const failing = (code: string) => ({
      get: async () => {
        throw new ExternalError({ code, message: 'no' });
      },
    });
    expect((await findOwnership(failing('KUBE_FORBIDDEN'), object(tracked))).followsGit).toBe(true);
    await expect(findOwnership(failing('KUBE_UNREACHABLE'), object(tracked))).rejects.toThrow('no');
  });
});
