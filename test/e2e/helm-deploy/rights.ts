import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
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
    const kubeconfig = await userKubeconfig(lab, namespace, 'nobody', []);
    const result = await release.deploy({ kubeconfig });
    expect(result.exitCode).toBe(1);
    expect(errorLine(result)).toBe(
      'KUBE_FORBIDDEN: helm is not allowed to list secrets in namespace "shop-few" as system:serviceaccount:shop-few:nobody',
    );
    expect(result.log).toContain('{ apiGroups: [""], resources: ["secrets"], verbs: ["list"] }');
  });

  it('deploys, watches and rolls back with them', async () => {
    const rules = await readmeRules();
    const kubeconfig = await userKubeconfig(lab, namespace, 'deployer', rules);
    const good = await release.deploy({ kubeconfig });
    expect(good.log).not.toMatch(/::(error|warning)::/);
    expect(good.outputs['status']).toBe('deployed');
    const image = missingImage(lab);
    const bad = await release.deploy({ kubeconfig, image });
    expect(errorLine(bad)).toContain('not found (ErrImagePull); rolled back to revision 1');
  });

  it('deploys without the right to watch, and says what that costs', async () => {
    const rules = (await readmeRules()).filter(({ resources }) => !resources.includes('replicasets'));
    const kubeconfig = await userKubeconfig(lab, namespace, 'blind', rules);
    const result = await release.deploy({ kubeconfig });
    expect(result.log).toContain(
      'the rollout cannot be watched, so a failure shows only at the timeout: not allowed to list replicasets.apps',
    );
  });
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The rules of the Role in the README. */
async function readmeRules(): Promise<readonly Rule[]> {
  const readme = await readFile(new URL('../../../actions/helm-deploy/README.md', import.meta.url), 'utf8');
  const block = /```yaml\n(apiVersion: rbac[^`]*)```/.exec(readme)?.[1] ?? '';
  return (parse(block) as { rules: Rule[] }).rules;
}

/** A kubeconfig of a service account with some rights in one namespace. */
async function userKubeconfig(
  lab: HelmLab,
  namespace: string,
  name: string,
  rules: readonly Rule[],
): Promise<string> {
  const { api } = lab.cluster;
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  const account = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`;
  const metadata = { name };
  await api.apply(account, { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  const version = 'rbac.authorization.k8s.io/v1';
  await api.apply(`${rbac}/roles/${name}`, { apiVersion: version, kind: 'Role', metadata, rules });
  await api.apply(`${rbac}/rolebindings/${name}`, {
    apiVersion: version,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
  const spec = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: [] } };
  const answer = await api.request('POST', `${account}/token`, spec);
  const { token } = (JSON.parse(answer.body) as { status: { token: string } }).status;
  const admin = parse(await readFile(lab.cluster.kubeconfig, 'utf8')) as Record<string, unknown> & {
    readonly users: readonly { readonly name: string }[];
  };
  const users = admin.users.map((user) => ({ name: user.name, user: { token } }));
  const file = join(await mkdtemp(join(tmpdir(), 'fairlead-user-')), 'kubeconfig');
  await writeFile(file, stringify({ ...admin, users }), { mode: 0o600 });
  return file;
}
