import type { InputProblem } from '@fairlead/core';
import { BASE_RIGHTS, missingRights, type Right, rightsText } from '../cluster/rights.ts';
import type { Target } from '../cluster/target.ts';
import type { CanaryInputs } from '../context.ts';
import type { StepPlan } from '../traffic/plan-shares.ts';
import type { Provider, TrafficRecord, TrafficRequest } from '../traffic/provider.ts';
import { anyOf, autoProviders, providerOf } from '../traffic/registry.ts';

/** How a canary gets its traffic. */
export interface TrafficPlan {
  readonly traffic: TrafficRecord;
  readonly steps: StepPlan;
  readonly notices: readonly string[];
}

/** A provider that the cluster is made for. */
interface Candidate {
  readonly provider: Provider;
  readonly data: object;
  readonly steps: StepPlan;
  /** What keeps the user from it. */
  readonly lacks: readonly Right[];
}

/** Chooses the provider that the inputs ask for and the cluster has; else says what is wrong. Changes nothing. */
export async function chooseTraffic(
  request: TrafficRequest,
  { provider: wish, strategy }: Pick<CanaryInputs, 'provider' | 'strategy'>,
): Promise<TrafficPlan | InputProblem> {
  const fit = autoProviders(strategy);
  const asked = wish === 'auto' ? fit : [providerOf({ provider: wish })];
  if (request.service === undefined && strategy === 'blue-green') {
    const problem = 'needs a Service to switch, and a worker has none';
    return { input: 'strategy', value: strategy, problem, allowed: 'canary' };
  }
  const unfit = asked.some(({ strategies }) => !strategies.includes(strategy));
  if (unfit) {
    const allowed = anyOf(['auto', ...fit.map(({ name }) => name)]);
    return { input: 'provider', value: wish, problem: `is not for strategy ${strategy}`, allowed };
  }
  const { testers } = request;
  const able = asked.filter(({ leadsTesters }) => testers.length === 0 || leadsTesters === true);
  if (able.length === 0) return testersProblem(testers, `provider ${wish} cannot tell requests apart`);
  const refused: string[] = [];
  let last: InputProblem | undefined;
  let first: Candidate | undefined;
  for (const provider of able) {
    const answer = await provider.plan(request);
    if (answer.kind === 'problem') return answer.problem;
    if (answer.kind === 'unsuitable') {
      refused.push(answer.why);
      last = answer.problem;
      continue;
    }
    const lacks = await missingRights(request.target, [...BASE_RIGHTS, ...answer.rights]);
    const candidate = { provider, data: answer.data, steps: answer.steps, lacks };
    if (lacks.length === 0) return planOf(candidate, request, refused);
    first ??= candidate;
    refused.push(`the user of the kubeconfig may not ${rightsText(lacks)}`);
  }
  if (first !== undefined) return lackingProblem(request.target, first.lacks);
  if (testers.length > 0) return testersProblem(testers, refused.join('; '));
  return last ?? { input: 'provider', value: wish, problem: 'is not possible here', allowed: 'another one' };
}

function testersProblem(testers: readonly string[], why: string): InputProblem {
  const allowed = 'an HTTPRoute to the Service, for the provider gateway';
  return { input: 'tester-match', value: testers.join(', '), problem: `needs a route: ${why}`, allowed };
}

function planOf(
  { provider, data, steps }: Candidate,
  { service }: TrafficRequest,
  refused: readonly string[],
): TrafficPlan {
  const notices = refused.map((why) => `${why}: traffic is shifted by ${provider.by}`);
  return {
    traffic: { provider: provider.name, service: service?.metadata.name, data },
    steps,
    notices: [...notices, ...steps.notices],
  };
}

function lackingProblem({ namespace }: Target, lacks: readonly Right[]): InputProblem {
  return {
    input: 'kubeconfig',
    problem: `its user may not ${rightsText(lacks)} in namespace ${namespace}`,
    allowed: 'a user with the rights that the README lists',
  };
}
