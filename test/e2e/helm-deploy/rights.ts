import { makeLimitedUser, rulesOfReadme } from '@fairlead/devtools';
import { beforeAll, expect, it } from 'vitest';
import type { HelmLab, Release } from '../support/helm-lab.ts';
import { errorLine, missingImage } from '../support/helm-stage.ts';

/** The Role of the README is enough, and what is missing is named. */
export function describeRights(openedLab: () => HelmLab): void {
  const namespace = 'shop-few';
  let lab: HelmLab;
  let release: Release;

  beforeAll(async () => {
    lab = openedLab();
    release = await lab.open(namespace, 3);
    await lab.cluster.api.apply(`/api/v1/namespaces/${namespace}`, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    });
  });

  it('is refused by name without them', async () => {
    const kubeconfig = await makeLimitedUser(lab.cluster, namespace, 'nobody', []);
    const result = await release.deploy({ kubeconfig });
    expect(result.exitCode).toBe(1);
    expect(errorLine(result)).toBe(
      'KUBE_FORBIDDEN: helm is not allowed to list secrets in namespace "shop-few" as system:serviceaccount:shop-few:nobody',
    );
    expect(result.log).toContain('{ apiGroups: [""], resources: ["secrets"], verbs: ["list"] }');
  });

  it('deploys, watches and rolls back with them', async () => {
    const rules = await rulesOfReadme('helm-deploy');
    const kubeconfig = await makeLimitedUser(lab.cluster, namespace, 'deployer', rules);
    const good = await release.deploy({ kubeconfig });
    expect(good.log).not.toMatch(/::(error|warning)::/);
    expect(good.outputs['outcome']).toBe('deployed');
    const image = missingImage(lab);
    const bad = await release.deploy({ kubeconfig, image });
    expect(errorLine(bad)).toContain('not found (ErrImagePull); rolled back to revision 1');
  });

  it('deploys without the right to watch, and says what that costs', async () => {
    const rules = (await rulesOfReadme('helm-deploy')).filter(
      ({ resources }) => !resources.includes('replicasets'),
    );
    const kubeconfig = await makeLimitedUser(lab.cluster, namespace, 'blind', rules);
    const result = await release.deploy({ kubeconfig });
    expect(result.log).toContain(
      'the rollout cannot be watched, so a failure shows only at the timeout: not allowed to list replicasets.apps',
    );
  });
}
