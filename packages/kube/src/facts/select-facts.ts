import type { KubeObject } from '../kube.ts';
import type { Facts } from './facts.ts';
import { controllerOf, subjectOf } from './scope.ts';
import type { Subject } from './subject.ts';

/** Keeps the named workloads and what belongs to them. Pure. */
export function selectWorkloads(facts: Facts, workloads: readonly Subject[]): Facts {
  const wanted = new Set(workloads.map(keyOf));
  const named = <T extends KubeObject>(objects: readonly T[]): readonly T[] =>
    objects.filter((object) => wanted.has(keyOf(subjectOf(object))));
  const [deployments, statefulSets] = [named(facts.deployments), named(facts.statefulSets)];
  const [daemonSets, rollouts, jobs] = [named(facts.daemonSets), named(facts.rollouts), named(facts.jobs)];
  const parents = uids([...deployments, ...statefulSets, ...daemonSets, ...rollouts, ...jobs]);
  const replicaSets = facts.replicaSets.filter((set) => isOwned(set, parents));
  const owners = new Set([...parents, ...uids(replicaSets)]);
  const alone = new Set(named(facts.pods));
  const pods = facts.pods.filter((pod) => alone.has(pod) || isOwned(pod, owners));
  return { ...facts, pods, replicaSets, deployments, statefulSets, daemonSets, rollouts, jobs };
}

/** Keeps some pods and the workloads above them. Pure. */
export function selectPods(facts: Facts, isWanted: (pod: KubeObject) => boolean): Facts {
  const pods = facts.pods.filter(isWanted);
  const above = (objects: readonly KubeObject[]): ReadonlySet<string> =>
    new Set(objects.flatMap((object) => controllerOf(object)?.uid ?? []));
  const owners = above(pods);
  const replicaSets = facts.replicaSets.filter((set) => isWanted(set) || owners.has(set.metadata.uid ?? ''));
  const parents = new Set([...owners, ...above(replicaSets)]);
  const kept = <T extends KubeObject>(objects: readonly T[]): readonly T[] =>
    objects.filter(({ metadata }) => parents.has(metadata.uid ?? ''));
  return {
    ...facts,
    pods,
    // all sets of a Deployment or Rollout stay: which one is the newest is decided among them
    replicaSets: facts.replicaSets.filter(
      (set) => replicaSets.includes(set) || parents.has(controllerOf(set)?.uid ?? ''),
    ),
    deployments: kept(facts.deployments),
    statefulSets: kept(facts.statefulSets),
    daemonSets: kept(facts.daemonSets),
    rollouts: kept(facts.rollouts),
    jobs: kept(facts.jobs),
  };
}

function keyOf({ kind, namespace, name }: Subject): string {
  return `${kind}/${namespace}/${name}`;
}

function uids(objects: readonly KubeObject[]): ReadonlySet<string> {
  return new Set(objects.flatMap(({ metadata }) => metadata.uid ?? []));
}

function isOwned(object: KubeObject, owners: ReadonlySet<string>): boolean {
  return owners.has(controllerOf(object)?.uid ?? '');
}
