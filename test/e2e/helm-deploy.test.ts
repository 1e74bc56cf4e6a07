import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PhaseResult } from '@fairlead/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { type HelmLab, openHelmLab, type Release } from './support/helm-lab.ts';

const CLUSTER = 'fl-e2e-helm';
const MISSING = `sha256:${'1'.repeat(64)}`;

let lab: HelmLab;

beforeAll(async () => {
  lab = await openHelmLab(CLUSTER);
});

afterAll(async () => {
  await lab?.close();
});

/** The one line of a failed step. */
function errorLine({ annotations }: PhaseResult): string {
  const errors = annotations.filter(({ level }) => level === 'error');
  expect(errors).toHaveLength(1);
  return errors[0]?.message ?? '';
}

describe.each([3, 4] as const)('helm-deploy with helm %i', (major) => {
  let release: Release;

  beforeAll(async () => {
    release = await lab.open(`shop${major}`, major);
  });

  /** The release is as before: last good revision deployed, nothing pending, the good image ready. */
  async function expectRestored(result: PhaseResult, good: number): Promise<void> {
    expect(result.exitCode).toBe(1);
    expect(result.outputs['status']).toBe('rolled-back');
    expect(result.outputs['restored-revision']).toBe(String(good));
    const history = await release.history();
    expect(history.at(-1)).toMatchObject({ status: 'deployed', description: `Rollback to ${good}` });
    expect(history.filter(({ status }) => status.startsWith('pending'))).toEqual([]);
    expect(result.outputs['revision']).toBe(String(history.at(-1)?.revision));
    expect(await release.live()).toEqual({ image: lab.image, replicas: 1, ready: 1 });
  }

  const newest = async (): Promise<number> => (await release.history()).at(-1)?.revision ?? 0;

  it('refuses a namespace that does not exist and names the way out', async () => {
    const result = await release.deploy();
    expect(result.exitCode).toBe(1);
    expect(errorLine(result)).toMatch(
      new RegExp(
        `^INPUT_INVALID: namespace "shop${major}": does not exist in the cluster .*create-namespace: true`,
      ),
    );
  });

  it('keeps a first install that fails for inspection, without a lock', async () => {
    const image = lab.image.replace(/sha256:.*/, MISSING);
    const result = await release.deploy({ 'create-namespace': 'true', image });
    expect(errorLine(result)).toBe(
      `HELM_ROLLOUT_FAILED: Deployment orders: container orders: image ${image} not found (ErrImagePull); left for inspection: there is no revision to go back to`,
    );
    expect(result.outputs['status']).toBe('failed');
    expect((await release.history()).at(-1)?.status).not.toMatch(/^pending/);
  });

  it('installs, and says what runs', async () => {
    const result = await release.deploy();
    expect(result.log).not.toContain('::error::');
    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({
      status: 'deployed',
      revision: '2',
      image: lab.image,
      namespace: `shop${major}`,
      'failed-object': '',
    });
    expect(result.summary).toContain('| Deployment orders |');
    expect(result.summary).toContain('1 of 1 ready');
    expect(await release.live()).toEqual({ image: lab.image, replicas: 1, ready: 1 });
  });

  it('says unchanged when a deploy changes nothing', async () => {
    expect((await release.deploy()).outputs['status']).toBe('unchanged');
  });

  it('shows a dry run without doing it', async () => {
    const before = await newest();
    const result = await release.deploy({ 'dry-run': 'true', set: 'replicaCount=2' });
    expect(result.outputs['status']).toBe('dry-run');
    expect(result.summary).toContain(`| Deployment orders: container orders | ${lab.image} | ${lab.image} |`);
    expect(await newest()).toBe(before);
  });

  it('names an image that does not exist and rolls back (DEP-04)', async () => {
    const good = await newest();
    const image = lab.image.replace(/sha256:.*/, MISSING);
    const result = await release.deploy({ image });
    expect(errorLine(result)).toBe(
      `HELM_ROLLOUT_FAILED: Deployment orders: container orders: image ${image} not found (ErrImagePull); rolled back to revision ${good}`,
    );
    expect(result.outputs['failed-object']).toMatch(new RegExp(`^Pod shop${major}/orders-`));
    expect(result.outputs['failure-reason']).toBe(
      `container orders: image ${image} not found (ErrImagePull)`,
    );
    expect(result.outputs['failed-revision']).toBe(String(good + 1));
    await expectRestored(result, good);
    expect(result.durationMs).toBeLessThan(40_000);
  });

  it('names a crash at start with the last words of the container', async () => {
    const good = await newest();
    const result = await release.deploy({ set: 'config.faultCrashAtStart=true' });
    expect(errorLine(result)).toBe(
      `HELM_ROLLOUT_FAILED: Deployment orders: container orders: crashed at start with exit code 1, 2 times (CrashLoopBackOff); rolled back to revision ${good}`,
    );
    expect(result.summary).toContain('injected fault: crash');
    await expectRestored(result, good);
  });

  it('waits for readiness until the timeout, then says what the probe said (DEP-05)', async () => {
    const good = await newest();
    const result = await release.deploy({ set: 'config.faultNeverReady=true', timeout: '24s' });
    expect(errorLine(result)).toMatch(
      new RegExp(
        `^HELM_ROLLOUT_FAILED: Deployment orders: container orders: runs but is not ready: readiness probe failed: .*503 \\(Unhealthy\\) at the timeout; rolled back to revision ${good}$`,
      ),
    );
    await expectRestored(result, good);
  });

  it('gives up on readiness sooner with ready-within', async () => {
    const good = await newest();
    const inputs = { set: 'config.faultNeverReady=true', 'ready-within': '8s' };
    const result = await release.deploy(inputs);
    expect(errorLine(result)).toContain('runs but is not ready: readiness probe failed');
    expect(errorLine(result)).not.toContain('at the timeout');
    await expectRestored(result, good);
  });

  it('names a Secret without the key (DEP-15)', async () => {
    const good = await newest();
    await lab.cluster.api.apply(`/api/v1/namespaces/shop${major}/secrets/half`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'half' },
      stringData: { other: 'x' },
    });
    const result = await release.deploy({ set: 'secret.existingSecret=half' });
    expect(errorLine(result)).toBe(
      `HELM_ROLLOUT_FAILED: Deployment orders: container orders: Secret half has no key api-key (CreateContainerConfigError); rolled back to revision ${good}`,
    );
    await expectRestored(result, good);
  });

  it('hands secrets over without showing or keeping them (DEP-15)', async () => {
    const step = await release.step({ 'set-secret': 'secret.data.api-key=hunter2-hunter2' });
    const result = await step.main();
    expect(result.exitCode).toBe(0);
    const shown = result.log.replaceAll(/^::add-mask::.*$/gm, '');
    expect(`${shown}${result.summary}`).not.toContain('hunter2');
    const path = `/api/v1/namespaces/shop${major}/secrets/orders`;
    const secret = await lab.cluster.api.get<{ data: Record<string, string> }>(path);
    expect(Buffer.from(secret?.data['api-key'] ?? '', 'base64').toString()).toBe('hunter2-hunter2');
    const left = await readdir(join(step.temp, 'temp', 'fairlead'));
    expect(left.filter((name) => name.startsWith('helm-values'))).toEqual([]);
    expect((await release.deploy()).exitCode).toBe(0);
  });

  it('names the quota that refuses pods', async () => {
    const good = await newest();
    const path = `/api/v1/namespaces/shop${major}/resourcequotas/tight`;
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'tight' } };
    await lab.cluster.api.apply(path, { ...quota, spec: { hard: { 'limits.memory': '600Mi' } } });
    await sleep(1000); // the quota counts what is there first
    const result = await release.deploy({ set: 'resources.limits.memory=1Gi' });
    await lab.cluster.api.request('DELETE', path);
    expect(errorLine(result)).toMatch(
      /^HELM_ROLLOUT_FAILED: Deployment orders: pods cannot be created: exceeded quota: tight, .*limits\.memory=600Mi \(FailedCreate\); rolled back to revision \d+$/,
    );
    await expectRestored(result, good);
  });

  it('says what helm says when the API server refuses an object', async () => {
    const good = await newest();
    const result = await release.deploy({ set: 'service.type=NodePort\nservice.nodePort=99' });
    expect(errorLine(result)).toMatch(/^HELM_UPGRADE_FAILED: .*nodePort.*; rolled back to revision \d+$/);
    await expectRestored(result, good);
  });

  it('leaves what others own: no conflict with fields of another manager', async () => {
    const patch = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'orders', namespace: `shop${major}` },
      spec: { replicas: 2 },
    };
    await lab.cluster.api.apply(`/apis/apps/v1/namespaces/shop${major}/deployments/orders`, patch);
    const result = await release.deploy({ set: 'replicaCount=1\nconfig.logLevel=warn' });
    expect(result.exitCode).toBe(0);
    expect(result.outputs['status']).toBe('deployed');
    const back = await release.deploy();
    expect(back.exitCode).toBe(0);
    expect(await release.live()).toMatchObject({ replicas: 1 });
  });

  it('ends a cancelled run in a known state: helm interrupted, post restores', async () => {
    const good = await newest();
    let interrupted = false;
    const inputs = { set: 'config.faultNeverReady=true\nreplicaCount=2' };
    const step = await release.step(inputs, (line, child) => {
      if (interrupted || !line.includes('not ready')) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    const main = await step.main();
    expect(main.exitCode).not.toBe(0);
    expect((await release.history()).at(-1)?.status).not.toMatch(/^pending/);
    const post = await step.post();
    expect(post.log).toContain(`rolled back to revision ${good}`);
    expect((await release.history()).at(-1)?.description).toBe(`Rollback to ${good}`);
    expect(await release.live()).toMatchObject({ image: lab.image, replicas: 1 });
  });

  it('recovers the lock of a run that was killed', async () => {
    const good = await newest();
    const inputs = { set: 'config.faultNeverReady=true\nreplicaCount=2', timeout: '60s' };
    let killed = false;
    const step = await release.step(inputs, (line, child) => {
      if (killed || !line.includes('not ready')) return;
      killed = true;
      child.kill('SIGKILL');
    });
    await step.main();
    await killHelm(`shop${major}`);
    expect((await release.history()).at(-1)?.status).toBe('pending-upgrade');
    const result = await release.deploy({ timeout: '12s' });
    expect(result.log).toContain(
      `was left pending-upgrade by a run that was killed; rolling back to revision ${good}`,
    );
    expect(result.exitCode).toBe(0);
    expect((await release.history()).at(-1)?.status).toBe('deployed');
    expect(await release.live()).toEqual({ image: lab.image, replicas: 1, ready: 1 });
  });
});

describe('helm-deploy with the rights that the README asks for', () => {
  const namespace = 'shop-few';
  let release: Release;

  beforeAll(async () => {
    release = await lab.open(namespace, 3);
    await lab.cluster.api.apply(`/api/v1/namespaces/${namespace}`, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace },
    });
  });

  it('is refused by name without them', async () => {
    const kubeconfig = await userKubeconfig(namespace, 'nobody', []);
    const result = await release.deploy({ kubeconfig });
    expect(result.exitCode).toBe(1);
    expect(errorLine(result)).toMatch(/secrets is forbidden: User "system:serviceaccount:shop-few:nobody"/);
  });

  it('deploys, watches and rolls back with them', async () => {
    const rules = await readmeRules();
    const kubeconfig = await userKubeconfig(namespace, 'deployer', rules);
    const good = await release.deploy({ kubeconfig });
    expect(good.log).not.toMatch(/::(error|warning)::/);
    expect(good.outputs['status']).toBe('deployed');
    const image = lab.image.replace(/sha256:.*/, MISSING);
    const bad = await release.deploy({ kubeconfig, image });
    expect(errorLine(bad)).toContain('not found (ErrImagePull); rolled back to revision 1');
  });

  it('deploys without the right to watch, and says what that costs', async () => {
    const rules = (await readmeRules()).filter(({ resources }) => !resources.includes('replicasets'));
    const kubeconfig = await userKubeconfig(namespace, 'blind', rules);
    const result = await release.deploy({ kubeconfig });
    expect(result.log).toContain(
      'the rollout cannot be watched, so a failure shows only at the timeout: not allowed to list replicasets.apps',
    );
  });
});

it('uninstalls a first install that fails, when asked to', async () => {
  const release = await lab.open('shop-first', 4);
  const image = lab.image.replace(/sha256:.*/, MISSING);
  const inputs = { 'create-namespace': 'true', 'on-first-failure': 'uninstall', image };
  const result = await release.deploy(inputs);
  expect(errorLine(result)).toMatch(/not found \(ErrImagePull\); uninstalled$/);
  await expect(release.history()).rejects.toThrow(/not found/);
  expect(await release.live()).toBeUndefined();
});

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The rules of the Role in the README. */
async function readmeRules(): Promise<readonly Rule[]> {
  const readme = await readFile(new URL('../../actions/helm-deploy/README.md', import.meta.url), 'utf8');
  const block = /```yaml\n(apiVersion: rbac[^`]*)```/.exec(readme)?.[1] ?? '';
  return (parse(block) as { rules: Rule[] }).rules;
}

/** A kubeconfig of a service account with some rights in one namespace. */
async function userKubeconfig(namespace: string, name: string, rules: readonly Rule[]): Promise<string> {
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

/** Ends the helm that a killed run left behind; its command line names our own namespace. */
async function killHelm(namespace: string): Promise<void> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const argv = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    const words = argv.split('\0');
    if (words[1] === 'upgrade' && words.includes(namespace) && words.includes('--install')) {
      process.kill(Number(pid), 'SIGKILL');
    }
  }
}
