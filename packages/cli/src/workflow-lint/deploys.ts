import { isProductionName } from '@fairlead/core';
import type { JobFlow } from './flow/job-flow.ts';
import type { Job } from './model/workflow.ts';
import type { OurStep, Subject } from './rule.ts';

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

/** The jobs of a workflow that deploy, in their order. */
export function deployJobs({ ourSteps }: Pick<Subject, 'ourSteps'>): readonly DeployJob[] {
  const found = new Map<Job, OurStep[]>();
  for (const each of ourSteps)
    if (each.job !== undefined && isDeploy(each)) found.set(each.job, [...(found.get(each.job) ?? []), each]);
  return [...found].map(([job, [first, ...others]]) => ({ job, steps: [first as OurStep, ...others] }));
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
