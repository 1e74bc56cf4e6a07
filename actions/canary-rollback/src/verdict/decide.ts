import { decideIncident, type Finding, type Incident, nextIncident } from './incident.ts';
import { underPolicies } from './policies.ts';
import { RULES } from './registry.ts';
import type { Judgement, Look, Rule } from './rule.ts';
import type { Decision, Limits, Sample } from './types.ts';
import { secondsWords } from './words.ts';

/** What is remembered between the looks of one step. */
export interface StepState {
  readonly startedAtMs: number;
  readonly lastAtMs: number;
  /** Time that does not count for the step: paused, or without metrics. */
  readonly heldMs: number;
  /** While stable suffers as well. */
  readonly incident?: Incident | undefined;
  /** What each rule remembers, by its name. */
  readonly memories: Readonly<Record<string, unknown>>;
}

/** The state in which a step begins. `before`: the last sample ahead of it, `last`: the state in which the step before ended. */
export function beginStep(atMs: number, before?: Sample, last?: StepState): StepState {
  const memories = Object.fromEntries(
    RULES.map(({ name, begin }) => [name, begin(before, last?.memories[name])]),
  );
  return { startedAtMs: atMs, lastAtMs: atMs, heldMs: 0, memories };
}

/**
 * Judges one sample: pure, so a run can be replayed from its recorded samples.
 *
 * A breach counts from the poll that saw it first; one good poll resets it; a poll without data does neither. A step is
 * not passed while a breach is pending, while metrics are down or while the run is paused.
 */
export function decide(
  limits: Limits,
  before: StepState,
  sample: Sample,
): { readonly state: StepState; readonly decision: Decision } {
  const frozen =
    before.incident !== undefined ||
    RULES.some(({ name, freezes }) => freezes(before.memories[name], sample));
  const heldMs = before.heldMs + (frozen ? sample.atMs - before.lastAtMs : 0);
  const leftMs = limits.stepMs - (sample.atMs - before.startedAtMs - heldMs);
  const look = { limits, sample, leftMs };
  const memories = Object.fromEntries(
    RULES.map(({ name, remember }) => [name, remember(before.memories[name], look)]),
  );
  const early = endsEarly(before, memories, look, heldMs);
  const said = RULES.map((rule) => ({
    rule,
    ...underPolicies(
      rule,
      early ? judgeEarly(rule, memories, look) : rule.judge(memories[rule.name], look),
      look,
    ),
  }));
  const incident = nextIncident(before.incident, findingOf(said), sample, limits);
  const state = { startedAtMs: before.startedAtMs, lastAtMs: sample.atMs, heldMs, incident, memories };
  const chosen = choose(look, said, decideIncident(before.incident, incident, sample, limits), early);
  const alerts = said.flatMap(({ rule, alert }) =>
    alert === undefined ? [] : [{ rule: rule.name, reason: alert }],
  );
  const decision = alerts.length === 0 ? chosen : { ...chosen, alerts };
  // What was seen while nothing could be said is no part of what a step passes by: it begins anew.
  return { state: decision.kind === 'resume' ? beginStep(sample.atMs, sample, state) : state, decision };
}

/** What makes nothing be said of the canary; else what is to pause it. */
function findingOf(said: readonly Said[]): Finding | undefined {
  const shared = said.find(({ inconclusive }) => inconclusive !== undefined);
  if (shared !== undefined) return foundBy(shared, 'inconclusive', shared.inconclusive ?? '');
  const paused = said.find((one) => one.paused !== undefined);
  return paused && foundBy(paused, 'paused', paused.paused ?? '');
}

function foundBy({ rule, about }: Said, kind: Finding['kind'], reason: string): Finding {
  return { kind, rule: rule.name, reason, about };
}

type Said = Judgement & { readonly rule: Rule };

/** A step of `auto` lasts so long at least: the first answers of a new share wait for connections. */
const SHORTEST_MS = 10_000;

/** Whether a step may end before its time is over: the canary is certified. */
function endsEarly(
  { startedAtMs }: StepState,
  memories: StepState['memories'],
  look: Look,
  heldMs: number,
): boolean {
  const { limits, sample, leftMs } = look;
  if (limits.early !== true || leftMs <= 0 || sample.canary?.errorPercent === undefined) return false;
  if (sample.atMs - startedAtMs - heldMs < SHORTEST_MS) return false;
  return RULES.some(({ name, certifies }) => certifies(memories[name], look));
}

/** What is looked at when a step ends is looked at now; what is still lacking only keeps it from ending early. */
function judgeEarly(rule: Rule, memories: StepState['memories'], look: Look): Judgement | undefined {
  const said = rule.judge(memories[rule.name], { ...look, leftMs: 0 });
  return said?.refuses === undefined ? said : { ...said, refuses: undefined, holds: true };
}

function choose(look: Look, said: readonly Said[], incident: Decision | undefined, early: boolean): Decision {
  const failed = said.find(({ rollback }) => rollback !== undefined);
  if (failed !== undefined) return rollbackOf(failed, failed.rollback ?? '', look.limits);
  if (incident !== undefined) return incident;
  for (const { rule, pause, resume } of said) {
    if (pause !== undefined) return { kind: 'pause', rule: rule.name, reason: pause };
    if (resume !== undefined) return { kind: 'resume', reason: resume };
  }
  const silent = look.sample.clusterSilent === true; // no step passes without a look at the pods
  if ((look.leftMs > 0 && !early) || silent || said.some(({ holds }) => holds === true))
    return { kind: 'hold', pending: pendingOf(look, said) };
  const refused = said.find(({ refuses }) => refuses !== undefined);
  return refused === undefined
    ? { kind: 'advance' }
    : rollbackOf(refused, refused.refuses ?? '', look.limits);
}

function rollbackOf({ rule, code, about }: Said, reason: string, limits: Limits): Decision {
  return {
    kind: 'rollback',
    rule: rule.name,
    code: code ?? rule.code,
    reason,
    hint: rule.hint(limits),
    about,
  };
}

function pendingOf({ leftMs }: Look, said: readonly Said[]): readonly string[] {
  const words = said.map(({ pending }) => pending).filter((word) => word !== undefined);
  return [...words, ...(leftMs > 0 ? [`${secondsWords(leftMs)} to go`] : [])];
}
