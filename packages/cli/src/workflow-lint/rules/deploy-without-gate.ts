import { calledDeploys } from '../called-deploys.ts';
import { type DeployJob, deployJobs, shownStep } from '../deploys.ts';
import { JobFlow, needsClosure } from '../flow/job-flow.ts';
import { type Scenario, scenariosOf } from '../flow/scenarios.ts';
import { hasGate, hasGateBefore, ineffective, isIdle } from '../gates.ts';
import type { Job, Step, Workflow } from '../model/workflow.ts';
import type { Hit, OurStep, Rule, Subject } from '../rule.ts';

/** Events by which a person or another workflow asks for an image that was built, and judged, elsewhere. */
const ASKED_FOR = ['workflow_dispatch', 'repository_dispatch', 'workflow_call', 'workflow_run', 'deployment'];

export const deployWithoutGate: Rule = {
  id: 'deploy-without-gate',
  severity: 'error',
  why: 'What no gate has judged reaches users (GOV-03).',
  fix: 'add a job with quality-gate and name it in needs: of the job that deploys, or of one before it',
  *check(subject) {
    const { file } = subject;
    if (file.kind !== 'workflow' || file.triggers.every(({ name }) => name === 'workflow_call')) return;
    for (const deploy of [...deployJobs(subject), ...calledDeploys(subject)])
      if (!comesFromElsewhere(deploy, file)) yield* judge(deploy, file, subject);
  },
};

function* judge(deploy: DeployJob, workflow: Workflow, subject: Subject): Iterable<Hit> {
  const { job, steps } = deploy;
  const [first] = steps;
  const earlier = stepsBefore(job, first.step);
  const effective = subject.ourSteps.filter(
    (each) =>
      each.action.name === 'quality-gate' && earlier.includes(each.step) && ineffective(each) === undefined,
  );
  if (effective.length > 0) {
    const where = skippedIn(deploy, effective, workflow);
    if (where !== undefined)
      yield {
        at: first.uses.at,
        reason: `${deploysOn(job, where)}, where the gate before it is skipped or decides nothing`,
      };
    return;
  }
  if (hasGateBefore(earlier, subject)) return;
  const closure = [...needsClosure(job, new Map(workflow.jobs.map((each) => [each.id, each])))];
  const found = closure.map((each) => ({ job: each, gate: hasGate(each, subject) }));
  const gates = found.filter(({ gate }) => gate === 'yes').map((each) => each.job);
  const at = first.uses.at;
  if (gates.length > 0) {
    const reason = passesBy(deploy, gates, workflow, subject);
    if (reason !== undefined) yield { at, reason, fix: "ask for needs.*.result == 'success' in its if:" };
  } else if (!found.some(({ gate }) => gate === 'maybe')) {
    yield { at, reason: `job ${job.id} runs ${shownStep(first)}, and ${absence(job, found, subject)}` };
  }
}

/** The steps that come before one, which may stand for a step of what it calls. */
function stepsBefore(job: Job, { at }: Step): readonly Step[] {
  const index = job.steps.findIndex((each) => each.at.line === at.line && each.at.column === at.column);
  return job.steps.slice(0, Math.max(index, 0));
}

/** How the job runs although the gate said no, or said nothing; undefined when it surely does not. */
function passesBy(
  deploy: DeployJob,
  gates: readonly Job[],
  workflow: Workflow,
  subject: Subject,
): string | undefined {
  const { job } = deploy;
  const ids = gates.map(({ id }) => id);
  const names = ids.join(', ');
  for (const scenario of scenariosOf(workflow)) {
    const failed = new JobFlow(workflow, scenario, ids);
    if (gates.every((gate) => failed.runs(gate) === true) && failed.runs(job) === true)
      return `job ${job.id} also deploys when the gate (job ${names}) is red: its if: does not ask`;
    const flow = new JobFlow(workflow, scenario);
    if (deploys(flow, deploy) && gates.every((gate) => isSkipped(flow, gate, subject)))
      return `${deploysOn(job, scenario)}, where the gate (job ${names}) is skipped or decides nothing`;
  }
  return undefined;
}

/** Whether a job surely comes to no verdict: it does not run, or each of its gates is skipped or set to decide nothing. */
function isSkipped(flow: JobFlow, job: Job, subject: Subject): boolean {
  if (flow.runs(job) === false) return true;
  const own = subject.ourSteps.filter(
    (each) => each.job === job && each.action.name === 'quality-gate' && ineffective(each) === undefined,
  );
  return own.length > 0 && own.every((gate) => isIdle(gate, job, flow));
}

/** In which way the job deploys while the gates before it, in itself, are skipped. */
function skippedIn(deploy: DeployJob, gates: readonly OurStep[], workflow: Workflow): Scenario | undefined {
  const { job } = deploy;
  return scenariosOf(workflow).find((scenario) => {
    const flow = new JobFlow(workflow, scenario);
    return deploys(flow, deploy) && gates.every((gate) => isIdle(gate, job, flow));
  });
}

/** One step that surely runs is enough: another, such as a canary by a variable, may stand before it. */
function deploys(flow: JobFlow, { job, steps }: DeployJob): boolean {
  return flow.runs(job) === true && steps.some(({ step }) => flow.holds(job, step.if) === true);
}

function deploysOn(job: Job, { shown }: Scenario): string {
  return `job ${job.id} deploys on ${shown}`;
}

function absence(
  job: Job,
  found: readonly { readonly job: Job; readonly gate: string }[],
  subject: Subject,
): string {
  const idle = found.find(({ gate }) => gate === 'without-effect')?.job ?? job;
  const gate = subject.ourSteps.find((each) => each.job === idle && each.action.name === 'quality-gate');
  const why = gate === undefined ? undefined : ineffective(gate);
  if (why !== undefined) return `the gate in job ${idle.id} ${why}`;
  if (gate !== undefined)
    return gate.job === job
      ? 'the gate comes after it'
      : `job ${idle.id} with the gate may fail (continue-on-error)`;
  const elsewhere = subject.ourSteps.find((each) => each.action.name === 'quality-gate')?.job;
  return elsewhere === undefined
    ? 'no job that it needs has quality-gate'
    : `it does not need job ${elsewhere.id}, which has the gate`;
}

function comesFromElsewhere({ steps }: DeployJob, { triggers }: Workflow): boolean {
  if (!triggers.every(({ name }) => ASKED_FOR.includes(name))) return false;
  return steps.every(({ settings }) => {
    const image = settings.get('image');
    return image.kind !== 'expression' || !/\b(needs|steps)\./.test(image.text);
  });
}
