import type { KubeObject } from '@fairlead/kube';
import { trackOf } from './controllers.ts';
import type { World } from './world.ts';

/** The new image as messages name it. */
export const short = 'orders@sha256:bbbbbbbbbbbb';
/** The last failure line. */
export const last = (world: World): string => world.log.findLast((line) => line.startsWith('error: ')) ?? '';
/** What became of earlier versions stays, as long as stable does. */
const HISTORY = 'orders-fairlead-history';

/** What is in the namespace. */
export const names = (world: World): string[] =>
  world.kube
    .objects()
    .filter(
      ({ kind, metadata }) =>
        kind !== 'Namespace' &&
        !(kind === 'Pod' && trackOf(metadata.name) === 'stable') &&
        metadata.name !== HISTORY,
    )
    .map(({ kind, metadata }) => `${kind} ${metadata.name}`)
    .sort();
export const onlyStable = ['Deployment orders', 'Service orders'];
interface RouteSpec {
  readonly rules: { readonly backendRefs: object[] }[];
}

/** The backends of the first rule of the user's route. */
export const backends = (world: World): string => {
  const route = world.kube
    .objects()
    .find(({ kind, metadata }) => kind === 'HTTPRoute' && metadata.name === 'orders');
  return JSON.stringify((route?.['spec'] as RouteSpec | undefined)?.rules[0]?.backendRefs);
};
/** The route of our own. */
export const overlayOf = (world: World): KubeObject | undefined =>
  world.kube
    .objects()
    .find(({ kind, metadata }) => kind === 'HTTPRoute' && metadata.name === 'orders-canary');
/** The backends of the overlay's first rule. */
export const overlaid = (world: World): string =>
  JSON.stringify((overlayOf(world)?.['spec'] as RouteSpec | undefined)?.rules[0]?.backendRefs);
export const originalBackends = JSON.stringify([
  { group: '', kind: 'Service', name: 'orders', port: 80, weight: 1 },
]);
export const onlyStableRouted = ['Deployment orders', 'HTTPRoute orders', 'Service orders'];
