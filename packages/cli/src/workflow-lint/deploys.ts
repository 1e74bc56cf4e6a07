import { isProductionName } from '@fairlead/core';
import type { JobFlow } from './flow/job-flow.ts';
import { ineffective } from './gates.ts';
import { conditionOf } from './model/expressions.ts';
import type { PlacedText } from './model/spot.ts';
import type { Job, Step } from './model/workflow.ts';
import { findOurSteps } from './our-steps.ts';
import { MOST_CALLS, readLocalAction } from './read-local.ts';
import type { Repository } from './repository.ts';
import type { OurStep, Subject } from './rule.ts';
import { Settings } from './settings.ts';

/** Whether a step may change what runs in a cluster. One that only shows something, or whose command is not known, does not. */
export function isDeploy({ action, settings }: OurStep): boolean {
  if (settings.is('dry-run', 'true')) return false;
  if (action.name === 'helm-deploy') return true;
  return action.name === 'canary-rollback' && settings.is('command', 'run');
}

/** A job with the steps in it that deploy. */
export interface DeployJob {
  readonly job: Job;
  readonly steps: readonly [OurStep, ...OurStep[]];
}

/** The jobs of a workflow that deploy, in their order; composite actions of the repository are followed. */
export function deployJobs(subject: Subject): readonly DeployJob[] {
  if (subject.file.kind !== 'workflow') return [];
  return subject.file.jobs.flatMap((job) => {
    const own = new Map(
      subject.ourSteps.filter((each) => each.job === job).map((each) => [each.step, each] as const),
    );
    const [first, ...others] = job.steps.flatMap((step) => {
      const ours = own.get(step);
      if (ours !== undefined) return isDeploy(ours) ? [ours] : [];
      return deploysWithin(step, subject, 0).map((inner) => ({ ...inner, job }));
    });
    return first === undefined ? [] : [{ job, steps: [first, ...others] }];
  });
}

/** How a step is spoken of: by its action, and by what holds it. */
export function shownStep({ action, within }: OurStep): string {
  return within === undefined ? action.name : `${action.name} in ${within}`;
}

/** The deploys in the composite action of a step, those that no gate in it comes before. */
function deploysWithin(outer: Step, subject: Subject, depth: number): readonly OurStep[] {
  const what = outer.uses?.what;
  if (what?.kind !== 'local' || depth > MOST_CALLS) return [];
  const { actions, repository } = subject;
  const file = readLocalAction(repository, what.path);
  if (file === undefined || file === 'other') return [];
  const own = new Map(findOurSteps(file, actions, repository).map((each) => [each.step, each] as const));
  const found: OurStep[] = [];
  for (const step of file.steps) {
    const ours = own.get(step);
    if (ours?.action.name === 'quality-gate' && ineffective(ours) === undefined) break;
    const inner = ours === undefined ? deploysWithin(step, subject, depth + 1) : [ours];
    found.push(...inner.map((each) => seenFrom(outer, each, repository)).filter(isSurelyDeploy));
  }
  return found;
}

/** A deploy of something that is called, unless what calls it decides whether it only shows, in a way that is not known. */
export function isSurelyDeploy(step: OurStep): boolean {
  const dry = step.settings.get('dry-run');
  return isDeploy(step) && !(dry.kind === 'expression' && /\binputs\b/.test(dry.text));
}

/** A step of what is called as if it stood where the call is: the place and the values of the call count. */
export function seenFrom(outer: Step, inner: OurStep, repository: Repository): OurStep {
  const uses = outer.uses ?? inner.uses;
  const given = new Map(
    [...inner.step.with].map(([key, entry]) => [
      key,
      { ...entry, value: entry.value && { ...entry.value, text: withInputs(entry.value.text, outer) } },
    ]),
  );
  const step: Step = { ...outer, with: given, if: bothOf(outer.if, inner.step.if) };
  return { ...inner, step, uses, settings: new Settings(step, inner.action, repository), within: uses.text };
}

/** `${{ inputs.x }}` as the call gives it; what it does not give stays. */
function withInputs(text: string, outer: Step): string {
  return text.replaceAll(
    /\$\{\{\s*inputs\.([\w-]+)\s*\}\}/g,
    (whole, name: string) => outer.with.get(name.toLowerCase())?.value?.text ?? whole,
  );
}

/** Two conditions of which both must hold. */
function bothOf(one: PlacedText | undefined, other: PlacedText | undefined): PlacedText | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  const [a, b] = [conditionOf(one.text), conditionOf(other.text)];
  return { ...one, text: a === undefined || b === undefined ? 'vars.NOBODY_KNOWS' : `(${a}) && (${b})` };
}

/** Whether a step deploys to production when the workflow starts like this. What is not known is no. */
export function deploysToProduction({ step, settings }: OurStep, job: Job, flow: JobFlow): boolean {
  if (flow.runs(job) !== true || flow.holds(job, step.if) !== true) return false;
  const dry = settings.get('dry-run');
  if (dry.kind === 'expression' && flow.text(job, dry.text) !== 'false') return false;
  const environment = settings.get('environment');
  const names = [
    job.environment?.text,
    environment.kind === 'text' || environment.kind === 'expression' ? environment.text : undefined,
  ];
  return names.some((name) => name !== undefined && isProductionName(flow.text(job, name) ?? ''));
}
