import { DEMO_RIGHTS, lackingRights, NAMESPACE_RIGHTS, rightsText } from '../rights.ts';
import { ifReachable } from './if-reachable.ts';
import type { Need } from './need.ts';

/** What the user of the kubeconfig must be allowed to do, asked by SelfSubjectAccessReview. */
export const rights: Need = {
  name: 'rights',
  missing: ({ cluster: { kube, namespace, makesNamespace } }) =>
    ifReachable(async () => {
      const wanted = [...DEMO_RIGHTS, ...(makesNamespace ? NAMESPACE_RIGHTS : [])];
      const lacking = await lackingRights(kube, namespace, wanted);
      if (lacking.length === 0) return undefined;
      const other =
        makesNamespace && lacking.some(({ everywhere }) => everywhere)
          ? ', or name a namespace that is there with --namespace'
          : '';
      return `the user of context ${kube.target.context} may not, in namespace ${namespace}: ${rightsText(lacking)}; grant it with a Role and a RoleBinding${other}`;
    }),
};
