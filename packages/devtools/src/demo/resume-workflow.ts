import { type ActJob, ActRun, type ActStep } from '@fairlead/testkit';
import { parse, stringify } from 'yaml';

interface Job {
  readonly outputs?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
}

/**
 * The workflow for the jobs that are left: those that have ended only hand on what they gave, as in a run on GitHub whose
 * remaining jobs are started later. The others stand as they are.
 */
export function resumeWorkflow(text: string, ended: ActRun): string {
  const workflow = parse(text) as Workflow;
  const names = new Set(ended.jobs.map(({ id }) => id));
  const jobs = Object.entries(workflow.jobs).map(([id, job]) => [
    id,
    names.has(id) ? handOn(job, id, ended.steps) : job,
  ]);
  return stringify({ ...workflow, jobs: Object.fromEntries(jobs) });
}

function handOn({ outputs = {} }: Job, id: string, steps: readonly ActStep[]): object {
  const given = Object.entries(outputs).map(([name, value]) => [name, fill(value, id, steps)]);
  return { 'runs-on': 'ubuntu-latest', outputs: Object.fromEntries(given), steps: [{ run: 'true' }] };
}

/** Puts in what the steps gave for `${{ steps.ID.outputs.NAME }}`. */
function fill(value: string, job: string, steps: readonly ActStep[]): string {
  return value.replace(
    /\$\{\{\s*steps\.([\w-]+)\.outputs\.([\w-]+)\s*\}\}/g,
    (_, id: string, name: string) => {
      const step = steps.find((each) => each.job === job && each.id === id && each.stage === 'Main');
      return step?.outputs[name] ?? '';
    },
  );
}

/** One run of both: what the second says of jobs that had ended is left out. */
export function joinRuns(first: ActRun, second: ActRun): ActRun {
  const names = new Set(first.jobs.map(({ id }) => id));
  const whole = new ActRun();
  whole.steps.push(...first.steps, ...second.steps.filter(({ job }) => !names.has(job)));
  whole.jobs.push(...first.jobs, ...second.jobs.filter(({ id }: ActJob) => !names.has(id)));
  whole.messages.push(...first.messages, ...second.messages);
  return whole;
}
