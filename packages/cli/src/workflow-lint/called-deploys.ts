import { type DeployJob, deployJobs, isSurelyDeploy, seenFrom } from './deploys.ts';
import { needsClosure } from './flow/job-flow.ts';
import { hasGate, hasGateBefore, ineffective } from './gates.ts';
import type { Job, Step, Workflow } from './model/workflow.ts';
import { findOurSteps } from './our-steps.ts';
import { MOST_CALLS, readLocalWorkflow } from './read-local.ts';
import type { OurStep, Subject } from './rule.ts';

/** The jobs that call a workflow of the repository which deploys, with those of its deploys that no gate in it judges. */
export function calledDeploys(subject: Subject): readonly DeployJob[] {
  const { file } = subject;
  return file.kind === 'workflow' ? file.jobs.flatMap((job) => calledBy(job, subject, 0)) : [];
}

function calledBy(job: Job, subject: Subject, depth: number): readonly DeployJob[] {
  const what = job.uses?.what;
  if (what?.kind !== 'local' || depth > MOST_CALLS) return [];
  const { actions, repository } = subject;
  const called = readLocalWorkflow(repository, what.path);
  if (called === undefined) return [];
  const inner: Subject = { ...subject, file: called, ourSteps: findOurSteps(called, actions, repository) };
  const deploys = [...deployJobs(inner), ...called.jobs.flatMap((each) => calledBy(each, inner, depth + 1))];
  const [first, ...others] = deploys
    .filter((each) => !isGated(each, called, inner))
    .flatMap((each) => each.steps.map((step) => seenFrom(callOf(job, each.job), step, repository)))
    .filter(isSurelyDeploy)
    .map((step): OurStep => ({ ...step, job }));
  return first === undefined ? [] : [{ job, steps: [first, ...others] }];
}

/** A call as the step that it stands for; the condition of the job in it counts too. */
function callOf(job: Job, inner: Job): Step {
  const at = job.uses?.at ?? job.at;
  return {
    at,
    keys: [],
    id: undefined,
    uses: job.uses,
    with: job.with,
    if: inner.if,
    continueOnError: 'false',
  };
}

/** Whether a gate in the workflow itself may come before its deploy. */
function isGated({ job, steps: [first] }: DeployJob, workflow: Workflow, subject: Subject): boolean {
  const index = job.steps.findIndex(
    ({ at }) => at.line === first.step.at.line && at.column === first.step.at.column,
  );
  const before = job.steps.slice(0, Math.max(index, 0));
  const own = subject.ourSteps.some(
    (each) =>
      each.action.name === 'quality-gate' && before.includes(each.step) && ineffective(each) === undefined,
  );
  if (own || hasGateBefore(before, subject)) return true;
  const needed = needsClosure(job, new Map(workflow.jobs.map((each) => [each.id, each])));
  return [...needed].some((each) => ['yes', 'maybe'].includes(hasGate(each, subject)));
}
