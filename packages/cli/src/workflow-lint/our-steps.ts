import type { ActionFacts } from '@fairlead/core';
import type { Composite, Job, Step, Workflow } from './model/workflow.ts';
import type { Repository } from './repository.ts';
import type { OurStep } from './rule.ts';
import { Settings } from './settings.ts';

/** The steps with one of our actions, in their order. */
export function findOurSteps(
  file: Workflow | Composite,
  actions: readonly ActionFacts[],
  repository: Repository,
): readonly OurStep[] {
  const placed: readonly (readonly [Step, Job | undefined])[] =
    file.kind === 'action'
      ? file.steps.map((step) => [step, undefined])
      : file.jobs.flatMap((job) => job.steps.map((step) => [step, job] as const));
  return placed.flatMap(([step, job]): OurStep[] => {
    const what = step.uses?.what;
    const action = what?.kind === 'action' ? actions.find(({ name }) => name === what.name) : undefined;
    if (action === undefined || step.uses === undefined) return [];
    return [{ step, action, uses: step.uses, job, settings: new Settings(step, action, repository) }];
  });
}
