import type { OwnCluster } from '../connect.ts';
import { isMarked } from '../marker.ts';
import { describeObject, findOwned } from '../objects.ts';
import { ifReachable } from './if-reachable.ts';
import type { Need, NeedContext } from './need.ts';

/** A namespace in which nothing of somebody else is changed. */
export const namespace: Need = {
  name: 'namespace',
  missing: (context) =>
    ifReachable(() => (context.cluster.makesNamespace ? ownIsFree(context.cluster) : givenIsFree(context))),
};

async function ownIsFree({ kube, namespace: name }: OwnCluster): Promise<string | undefined> {
  const found = await kube.get({ apiVersion: 'v1', kind: 'Namespace', name });
  if (found === undefined || isMarked(found)) return undefined;
  return `the namespace ${name} is there already and was not made by a demo: choose another --name`;
}

async function givenIsFree({
  cluster: { kube, namespace: name },
  options,
}: NeedContext): Promise<string | undefined> {
  // Every namespace has this account; to look at namespaces themselves may not be allowed.
  if ((await kube.get({ apiVersion: 'v1', kind: 'ServiceAccount', name: 'default' })) === undefined)
    return `there is no namespace ${name}: make it, or leave out --namespace to have one made`;
  const { pullSecret } = options;
  if (
    pullSecret !== undefined &&
    (await kube.get({ apiVersion: 'v1', kind: 'Secret', name: pullSecret })) === undefined
  )
    return `there is no Secret ${pullSecret} in namespace ${name}: make it, or correct --pull-secret`;
  const { mark, objects } = await findOwned(kube);
  if (mark !== undefined || objects.length === 0) return undefined;
  const names = objects.slice(0, 4).map(describeObject).join(', ');
  return `namespace ${name} has ${names} already, which the demo would change: name an empty one with --namespace`;
}
