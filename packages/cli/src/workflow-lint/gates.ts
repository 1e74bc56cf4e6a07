import { isForgiven } from './flow/forgiven.ts';
import type { JobFlow } from './flow/job-flow.ts';
import type { Job, Step } from './model/workflow.ts';
import { MOST_CALLS, readLocalAction, readLocalWorkflow } from './read-local.ts';
import type { OurStep, Subject } from './rule.ts';
import { Settings } from './settings.ts';

/** Whether a job holds the gate: `maybe` where it calls something that cannot be read here. */
export type HasGate = 'yes' | 'no' | 'maybe' | 'without-effect';

/** Why a gate decides nothing; undefined for one that does. */
export function ineffective({ step, settings }: Pick<OurStep, 'step' | 'settings'>): string | undefined {
  if (settings.is('dry-run', 'true')) return 'only shows what it would check (dry-run)';
  if (settings.is('continue-on-fail', 'true')) return 'never fails (continue-on-fail)';
  if (isForgiven(step)) return 'never fails (continue-on-error)';
  const checks = settings.get('checks');
  if (checks.kind !== 'text' || checks.text === '' || /(^|[\s,])test([\s,]|$)/.test(checks.text))
    return undefined;
  return `runs no test (checks: ${checks.text.split(/[\s,]+/).join(',')})`;
}

/** Whether a job holds the gate, in itself or in what it calls. */
export function hasGate(job: Job, subject: Subject): HasGate {
  const gates = subject.ourSteps.filter((each) => each.job === job && each.action.name === 'quality-gate');
  if (gates.some((gate) => ineffective(gate) === undefined) && !isForgiven(job)) return 'yes';
  if (gates.length > 0) return 'without-effect';
  const called = isForgiven(job) ? 'no' : calledGate(job.uses?.what, subject, 0);
  if (called !== 'no') return called;
  const effective = isForgiven(job) ? [] : job.steps;
  const inSteps = effective.map((step) =>
    isForgiven(step) ? 'no' : compositeGate(step.uses?.what, subject, 0),
  );
  return inSteps.includes('yes') ? 'yes' : inSteps.includes('maybe') ? 'maybe' : 'no';
}

/** Whether a composite action in a step before another holds the gate. */
export function hasGateBefore(steps: readonly Step[], subject: Subject): boolean {
  return steps.some((step) => !isForgiven(step) && compositeGate(step.uses?.what, subject, 0) !== 'no');
}

/** Whether a gate surely decides nothing when the workflow starts like this: skipped, or set to by an expression. */
export function isIdle(gate: OurStep, job: Job, flow: JobFlow): boolean {
  const { step, settings } = gate;
  if (flow.holds(job, step.if) === false) return true;
  const texts = [
    step.continueOnError,
    job.continueOnError,
    ...['dry-run', 'continue-on-fail'].flatMap((input) => {
      const setting = settings.get(input);
      return setting.kind === 'expression' ? [setting.text] : [];
    }),
  ];
  return texts.some((text) => text.includes('${{') && flow.text(job, text)?.toLowerCase() === 'true');
}

type What = NonNullable<Step['uses']>['what'] | undefined;

function calledGate(what: What, subject: Subject, depth: number): HasGate {
  if (what === undefined) return 'no';
  if (what.kind === 'workflow') {
    const facts = subject.workflows.find(({ name }) => name === what.name);
    return facts === undefined ? 'maybe' : facts.gate ? 'yes' : 'no';
  }
  if (what.kind !== 'local' || depth > MOST_CALLS) return 'maybe';
  const file = readLocalWorkflow(subject.repository, what.path);
  if (file === undefined) return 'maybe';
  return strongest(
    file.jobs
      .filter((job) => !isForgiven(job))
      .flatMap((job) => [
        calledGate(job.uses?.what, subject, depth + 1),
        ...job.steps.map((step) => gateOf(step, subject, depth + 1)),
      ]),
  );
}

/** A gate that decides nothing is none, wherever it stands. */
function gateOf(step: Step, subject: Subject, depth: number): HasGate {
  const { actions, repository } = subject;
  const what = step.uses?.what;
  if (what?.kind !== 'action') return isForgiven(step) ? 'no' : compositeGate(what, subject, depth);
  const action = what.name === 'quality-gate' ? actions.find(({ name }) => name === what.name) : undefined;
  if (action === undefined) return 'no';
  const settings = new Settings(step, action, repository);
  return ineffective({ step, settings }) === undefined ? 'yes' : 'no';
}

function compositeGate(what: What, subject: Subject, depth: number): HasGate {
  if (what?.kind !== 'local') return 'no';
  if (depth > MOST_CALLS) return 'maybe';
  const file = readLocalAction(subject.repository, what.path);
  if (file === undefined) return 'maybe';
  if (file === 'other') return 'no';
  return strongest(file.steps.map((step) => gateOf(step, subject, depth + 1)));
}

function strongest(found: readonly HasGate[]): HasGate {
  return found.includes('yes') ? 'yes' : found.includes('maybe') ? 'maybe' : 'no';
}
