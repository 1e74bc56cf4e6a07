import type { ChildProcess } from 'node:child_process';
import { type Cluster, createProgress, createToolbox, startCluster, stopCluster } from '@fairlead/devcluster';
import { demoRights, makeLimitedUser } from '@fairlead/devtools';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePlainUser, type PlainUser } from './support/plain-user.ts';

const NAME = 'fl-e2e-own';
const NAMESPACE = 'shop';
const LAUNCHER = 'scripts/fairlead.mjs';

let cluster: Cluster;
let user: PlainUser;
let kubeconfig = '';

beforeAll(async () => {
  const progress = createProgress({ write: console.log });
  cluster = await startCluster({ name: NAME, toolbox: createToolbox({ progress }) }, progress);
  await cluster.api.apply(`/api/v1/namespaces/${NAMESPACE}`, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAMESPACE },
  });
  user = await makePlainUser(cluster);
  kubeconfig = user.take(await makeLimitedUser(cluster, NAMESPACE, 'developer', demoRights()));
});

afterAll(async () => {
  await user?.close();
  cluster?.close();
  await stopCluster(NAME);
});

function demo(...words: string[]): { readonly child: ChildProcess; readonly text: () => string } {
  const own = ['--kubeconfig', kubeconfig, '--registry', `${cluster.registry}/acme`];
  const child = user.start(LAUNCHER, ['demo', ...own, ...words]);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk;
      process.stdout.write(chunk);
    });
  }
  return { child, text: () => text };
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((done) => child.once('close', done));
}

/** Everything in the namespace but what every namespace has and what the test has made. */
async function objectsLeft(): Promise<readonly string[]> {
  const kinds = ['v1/pods', 'v1/services', 'v1/configmaps', 'v1/secrets', 'v1/serviceaccounts', 'v1/events'];
  const groups = [
    'apps/v1/deployments',
    'apps/v1/replicasets',
    'batch/v1/jobs',
    'coordination.k8s.io/v1/leases',
  ];
  const paths = [...kinds.map((kind) => `/api/${kind}`), ...groups.map((kind) => `/apis/${kind}`)];
  const lists = await Promise.all(
    paths.map(async (path) => {
      const at = path.lastIndexOf('/');
      const kind = path.slice(at + 1);
      const inside = `${path.slice(0, at)}/namespaces/${NAMESPACE}/${kind}`;
      const list = await cluster.api.get<{ items: { metadata: { name: string } }[] }>(inside);
      return (list?.items ?? []).map(({ metadata }) => `${kind} ${metadata.name}`);
    }),
  );
  const others = ['configmaps kube-root-ca.crt', 'serviceaccounts default', 'serviceaccounts developer'];
  return lists.flat().filter((name) => !name.startsWith('events ') && !others.includes(name));
}

it('sends three commits as a user without root and with rights in one namespace, and leaves nothing', async () => {
  const { child, text } = demo('--namespace', NAMESPACE, '--commits', '3');
  expect(await ended(child), text()).toBe(0);
  expect(text()).toContain('the demo went as it should');
  expect(text()).toContain('commit 3 ends with failure: the workflow is red');
  expect(text()).toContain('traffic was split by replicas: provider: replicas, replicas');
  expect(text()).toContain(`the demo's objects in ${NAMESPACE}`);
  expect(await objectsLeft()).toEqual([]);
});

it('says all that is missing before it makes anything: here the right to have a namespace of its own', async () => {
  const { child, text } = demo();
  expect(await ended(child)).toBe(1);
  expect(text()).toMatch(
    /rights: the user of context \S+ may not, in namespace fairlead-demo-demo: .*create.* namespaces/,
  );
  expect(await cluster.api.get('/api/v1/namespaces/fairlead-demo-demo')).toBeUndefined();
});
