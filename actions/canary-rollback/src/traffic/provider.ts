import type { FairleadError, InputProblem } from '@fairlead/core';
import type { Deployment, OwnerReference, Service } from '@fairlead/kube';
import type { Right } from '../cluster/rights.ts';
import type { Target } from '../cluster/target.ts';
import type { StepPlan } from './plan-shares.ts';
import type { Strategy } from './strategy.ts';

/**
 * One way to shift traffic: a folder here and a line in the registry. Inputs, rights, README and everything that speaks of
 * providers come from there.
 *
 * The place of the line decides: `provider: auto` asks one after the other and takes the first that answers `ready` and
 * whose rights the user has. The one by number of pods fits every cluster, so nothing that stands after it is ever taken.
 */
export interface Provider {
  /** The value of the input `provider`, and what a journal calls it. */
  readonly name: string;
  /** How it shifts, for the input's description and for messages: `weights of an HTTPRoute`. */
  readonly by: string;
  /** `auto` passes it over: it is taken where the input names it. For one that not every cluster that fits it should get. */
  readonly onlyByName?: true;
  /** What it can do: shares that rise, or all of the traffic at once. */
  readonly strategies: readonly Strategy[];
  /** It can lead some requests to the new version by what stands in them. */
  readonly leadsTesters?: true;
  /** What the input `route` names for it: `HTTPRoute`. Without this the input means nothing to it. */
  readonly route?: string;
  /** Where its shares stand, in words; nobody else may write there meanwhile: `the backendRefs of the HTTPRoute`. */
  readonly heldIn: string;
  /** What people must know of it, as Markdown paragraphs for the README. */
  readonly readme: string;
  /** Rights beside those that every canary takes, for all that it can do. What a canary really takes is in `plan`'s answer. */
  readonly rights: readonly Right[];
  /**
   * `shared`: stable's Service selects the canary too, so each ready pod gets traffic at once. `apart`: it must not, the
   * canary has a Service of its own, and its pods can all be ready before the first request.
   */
  readonly reach: 'shared' | 'apart';
  /** How long the canary may still get requests after `clear`, in milliseconds. */
  readonly drainMs: number;
  /** Why Kubernetes must not take this canary away by itself; undefined when it may: nobody loses an answer by it. */
  noFuse(data: object): string | undefined;
  /** What it would do. Changes nothing. */
  plan(request: TrafficRequest): Promise<TrafficAnswer>;
  /** What it must remember, read from a journal; undefined when this provider did not write that. */
  readData(data: unknown): object | undefined;
  /** Its hands on the cluster. */
  open(target: Target, record: TrafficRecord): Traffic;
  /**
   * What it would have remembered of a canary whose journal is gone; undefined when it has no part in one. It always answers
   * for a canary that it has made.
   */
  findStray(target: Target, names: StrayNames): Promise<object | undefined>;
  /** Whether the traffic may go on as if the shares were not there, which only requests can tell. */
  mayBeIgnored(data: object): boolean;
  /** Where the shares of this run stand, for people: `HTTPRoute orders`. */
  placeOf(data: object): string;
}

/** What is asked of a provider. */
export interface TrafficRequest {
  readonly target: Target;
  /** Undefined for a worker, which has none. */
  readonly service: Service | undefined;
  readonly stable: Deployment;
  /** The input `route`, where the user gave one. */
  readonly route: string | undefined;
  /** Shares in percent, rising. */
  readonly percents: readonly number[];
  readonly maxReplicas: number | undefined;
  /** Whether as many fresh pods of the old version stand beside the canary, behind stable's Service. */
  readonly baseline: boolean;
  /** The input `tester-match`. */
  readonly testers: readonly string[];
  /** The input `gateway-mode`. */
  readonly gatewayMode: GatewayMode;
}

/** How a route is made to give the canary its share: by one of our own over the user's, or by editing theirs. */
export type GatewayMode = 'auto' | 'overlay' | 'weights';

/** What a provider answers: steps; that the cluster is not made for it; or what must be mended first. */
export type TrafficAnswer =
  | {
      readonly kind: 'ready';
      readonly data: object;
      readonly steps: StepPlan;
      readonly rights: readonly Right[];
    }
  | { readonly kind: 'unsuitable'; readonly why: string; readonly problem: InputProblem }
  | { readonly kind: 'problem'; readonly problem: InputProblem };

/** The answer of a provider that cannot do without a Service. */
export function noService(provider: string): TrafficAnswer {
  const why = 'there is no Service that a share could be given by';
  const allowed = 'auto or replicas, or a workload with a Service';
  return { kind: 'unsuitable', why, problem: { input: 'provider', value: provider, problem: why, allowed } };
}

/** What is remembered of a provider's work, to end it without the process that began it. */
export interface TrafficRecord {
  readonly provider: string;
  /** The Service of stable; a worker has none. */
  readonly service?: string | undefined;
  /** What this provider needs beside that. */
  readonly data: object;
}

/** The Service of a record whose provider cannot do without one: journals and plans of it are refused else. */
export function servedBy({ provider, service }: TrafficRecord): string {
  if (service === undefined) throw new Error(`a canary by ${provider} has no Service`);
  return service;
}

/** The names under which a canary may have been begun. */
export interface StrayNames {
  /** The provider that the canary itself names; undefined where there is none, or it does not say. */
  readonly made: string | undefined;
  /** Stable's Service, or what it would be called. */
  readonly service: string;
  readonly route: string;
}

/** What a provider says about the traffic now. */
export interface TrafficState {
  /** The canary's share in percent; 0 when it gets nothing. */
  readonly share: number;
  /** Where that is written, for people: `HTTPRoute orders: orders 75, orders-canary 25`. */
  readonly where: string;
  /** Whether that is what `set` made of a step. If not, somebody else wrote there. */
  keeps(step: StepTarget): boolean;
  /** What the shares stood in is not there any more. */
  readonly lost?: FairleadError;
}

/** What a step asks for. */
export interface StepTarget {
  readonly percent: number;
  readonly replicas: number;
}

/** The traffic of one canary. Every call may be repeated. */
export interface Traffic {
  /** Makes what must be there before the canary, and goes with `owner`, before the canary does. It must not be repeated. */
  begin(owner: OwnerReference | undefined): Promise<void>;
  /** Asks the cluster. */
  read(): Promise<TrafficState>;
  /** Gives the canary this step's share. */
  set(step: StepTarget): Promise<void>;
  /** Why the share of the last `set` does not hold yet; undefined when it does. */
  pending(): Promise<string | undefined>;
  /** Takes all traffic from the canary, and writes back what was there before. */
  clear(): Promise<void>;
  /** Removes what `begin` made, once the canary has no traffic. */
  end(): Promise<void>;
}
