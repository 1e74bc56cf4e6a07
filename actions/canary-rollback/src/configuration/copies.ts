import type { InputProblem } from '@fairlead/core';
import type { KubeObject } from '@fairlead/kube';
import { keptAnnotations } from '../cluster/labels.ts';
import { canarySelector, copyName, isCanaryOf, madeLabels } from '../cluster/names.ts';
import type { Target } from '../cluster/target.ts';
import { dataAfter, dataOf, isSameData } from './data.ts';
import type { ConfigKind } from './references.ts';

/** A ConfigMap or Secret that the canary gets of its own, and the one it stands for. */
export interface Copy {
  readonly kind: ConfigKind;
  /** Name of the one that the chart renders. */
  readonly of: string;
  readonly object: KubeObject;
}

/** What the chart renders now and rendered in the last release. */
export interface Renderings {
  readonly before: readonly KubeObject[];
  readonly after: readonly KubeObject[];
}

/**
 * What the canary's pods refer to, that the chart renders, and that is not in the cluster as it will be: each gets a copy
 * beside it. The cluster's own are never written, for stable's pods read them.
 */
export async function planCopies(
  target: Target,
  references: readonly { readonly kind: ConfigKind; readonly name: string }[],
  { before, after }: Renderings,
): Promise<readonly Copy[]> {
  const { kube, namespace, workload } = target;
  const found = await Promise.all(
    references.map(async ({ kind, name }): Promise<readonly Copy[]> => {
      const pick = (objects: readonly KubeObject[]): KubeObject | undefined =>
        objects.find(
          ({ kind: other, metadata }) =>
            other === kind && metadata.name === name && (metadata.namespace ?? namespace) === namespace,
        );
      const rendered = pick(after);
      if (rendered === undefined) return [];
      const live = await kube.get({ apiVersion: 'v1', kind, namespace, name });
      const is = dataOf(live);
      const becomes = dataAfter(is, dataOf(pick(before)), dataOf(rendered));
      if (live !== undefined && isSameData(is, becomes)) return [];
      const { data, binaryData } = becomes;
      const object: KubeObject = {
        apiVersion: 'v1',
        kind,
        metadata: {
          name: copyName(name),
          namespace,
          labels: { ...madeLabels(workload), ...canarySelector(workload) },
          annotations: keptAnnotations(rendered.metadata.annotations),
        },
        ...(rendered['type'] === undefined ? {} : { type: rendered['type'] }),
        data,
        ...(Object.keys(binaryData).length === 0 ? {} : { binaryData }),
      };
      return [{ kind, of: name, object }];
    }),
  );
  return found.flat();
}

/** Names that somebody else's object has already. */
export async function findTakenNames(
  { kube, namespace, workload }: Target,
  copies: readonly Copy[],
): Promise<readonly InputProblem[]> {
  const found = await Promise.all(
    copies.map(async ({ kind, object: { metadata } }) => {
      const ref = { apiVersion: 'v1', kind, namespace, name: metadata.name };
      const there = await kube.get(ref);
      if (there === undefined || isCanaryOf(workload, there.metadata.labels)) return [];
      const problem = `makes the ${kind} ${metadata.name}, which exists and was not made by this action`;
      const allowed = 'configuration: stable, or another name in the chart';
      return [{ input: 'configuration', problem, allowed }];
    }),
  );
  return found.flat();
}
