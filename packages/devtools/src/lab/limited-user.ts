import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '@fairlead/devcluster';
import { parse, stringify } from 'yaml';
import { REPOSITORY_ROOT } from '../paths.ts';

/** One rule of a Role. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The rules of the Role in an action's README. */
export async function rulesOfReadme(action: string): Promise<readonly Rule[]> {
  const readme = await readFile(join(REPOSITORY_ROOT, 'actions', action, 'README.md'), 'utf8');
  const block = /```yaml\n(apiVersion: rbac[^`]*)```/.exec(readme)?.[1] ?? '';
  return (parse(block) as { rules: Rule[] }).rules;
}

/** A kubeconfig of a service account with these rights in one namespace, and no others. */
export async function makeLimitedUser(
  { api, kubeconfig }: Cluster,
  namespace: string,
  name: string,
  rules: readonly Rule[],
): Promise<string> {
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  const account = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`;
  const metadata = { name };
  await api.apply(account, { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  await api.apply(`${rbac}/roles/${name}`, { apiVersion, kind: 'Role', metadata, rules });
  await api.apply(`${rbac}/rolebindings/${name}`, {
    apiVersion,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
  const request = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { audiences: [] } };
  const answer = await api.request('POST', `${account}/token`, request);
  const { token } = (JSON.parse(answer.body) as { status: { token: string } }).status;
  const admin = parse(await readFile(kubeconfig, 'utf8')) as Record<string, unknown> & {
    readonly users: readonly { readonly name: string }[];
  };
  const users = admin.users.map((user) => ({ name: user.name, user: { token } }));
  const file = join(await mkdtemp(join(tmpdir(), 'fairlead-user-')), 'kubeconfig');
  await writeFile(file, stringify({ ...admin, users }), { mode: 0o600 });
  return file;
}
