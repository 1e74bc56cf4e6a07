import { canarySelector, MANAGED_BY_LABEL, MANAGER } from '../cluster/names.ts';
import type { Target } from '../cluster/target.ts';
import { canaryName } from '../naming/canary-name.ts';

const API = 'chaos-mesh.org/v1alpha1';
const KINDS = ['StressChaos', 'NetworkChaos', 'HTTPChaos'] as const;
type Kind = (typeof KINDS)[number];
/** Longer than any drill: Chaos Mesh ends it by itself when nobody is left. */
const DURATION = '10m';

/** Whether Chaos Mesh is installed. */
export async function hasChaosMesh({ kube }: Target): Promise<boolean> {
  return (await kube.apiVersions()).includes(API);
}

/** Makes an experiment for the pods of the canary and no others. */
export async function makeChaos(target: Target, kind: Kind, spec: object): Promise<void> {
  const { kube, namespace, workload } = target;
  await kube.remove({ apiVersion: API, kind, namespace, name: canaryName(workload) }); // of a drill that died
  const labels = { [MANAGED_BY_LABEL]: MANAGER, ...canarySelector(workload) };
  await kube.create({
    apiVersion: API,
    kind,
    metadata: { name: canaryName(workload), namespace, labels },
    spec: {
      mode: 'all',
      duration: DURATION,
      selector: { namespaces: [namespace], labelSelectors: canarySelector(workload) },
      ...spec,
    },
  });
}

/** Removes what `makeChaos` has made, whichever it was. */
export async function removeChaos({ kube, namespace, workload }: Target): Promise<void> {
  const name = canaryName(workload);
  for (const kind of KINDS) await kube.remove({ apiVersion: API, kind, namespace, name });
}
