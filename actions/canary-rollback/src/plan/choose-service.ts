import type { InputProblem } from '@fairlead/core';
import type { Deployment, Labels, Service } from '@fairlead/kube';
import { MANAGED_BY_LABEL, MANAGER } from '../cluster/names.ts';
import { kinds } from '../cluster/objects.ts';
import { unlessForbidden } from '../cluster/rights.ts';
import { stableSelector } from '../cluster/stable-selector.ts';
import { getService, type Target } from '../cluster/target.ts';

/** The value of the input `service` that says that there is none. */
export const NO_SERVICE = 'none';

/** The Service through which stable is reached; none for a worker. */
export interface ChosenService {
  readonly service: Service | undefined;
  readonly notices: readonly string[];
}

/**
 * The Service that the inputs name, or that of the workload's name. A workload that no Service of the namespace selects is a
 * worker; where that cannot be told, the user has to say so.
 */
export async function chooseService(
  target: Target,
  given: string | undefined,
  stable: Deployment,
): Promise<ChosenService | InputProblem> {
  const labels = stable.spec.template.metadata?.labels ?? {};
  if (given === NO_SERVICE) return asWorker('as the inputs say');
  const name = given ?? target.workload;
  const service = await getService(target, name);
  if (service !== undefined)
    return selects(service, labels) ? { service, notices: [] } : unselecting(service, stable);
  const others = await findServices(target, labels);
  if (others?.length === 0 && given === undefined)
    return asWorker(`${target.workload} is selected by no Service of namespace ${target.namespace}`);
  const found = (others ?? []).map(({ metadata }) => metadata.name).join(', ');
  const allowed =
    found === '' ? 'a Service that selects the pods of the workload' : `one that selects its pods: ${found}`;
  return {
    input: 'service',
    value: name,
    problem: `does not exist in namespace ${target.namespace}`,
    allowed: `${allowed}; none for a worker`,
  };
}

function asWorker(why: string): ChosenService {
  const notice = `a worker, ${why}: work goes by the number of pods, and it is judged by restarts, readiness and what its pods count`;
  return { service: undefined, notices: [notice] };
}

/** Services that select the pods; undefined where the user may not list them. */
async function findServices(
  { kube, namespace }: Target,
  labels: Labels,
): Promise<readonly Service[] | undefined> {
  const { apiVersion, kind } = kinds.service;
  const all = await unlessForbidden(() => kube.list<Service>(apiVersion, kind, { namespace }));
  return all?.filter((one) => one.metadata.labels?.[MANAGED_BY_LABEL] !== MANAGER && selects(one, labels));
}

function unselecting(service: Service, stable: Deployment): InputProblem {
  const words = Object.entries(stableSelector(service)).map(([key, value]) => `${key}=${value}`);
  return {
    input: 'service',
    value: service.metadata.name,
    problem: `does not select the pods of ${stable.metadata.name}`,
    allowed: `a Service whose selector matches them; this one has ${words.join(', ') || 'none'}`,
  };
}

function selects(service: Service, labels: Labels): boolean {
  const selector = Object.entries(stableSelector(service));
  return selector.length > 0 && selector.every(([key, value]) => labels[key] === value);
}
