import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '@fairlead/devtools';
import { openRuntime, type PhaseResult, type RuntimeProfile } from '@fairlead/testkit';
import { type Job, openJob, outputsOf } from './job.ts';
import type { ActionLab } from './lab.ts';

/** What was seen of one action in one runtime. */
export interface Observation {
  /** For the table, in the order of what happened. */
  readonly words: readonly string[];
  /** Where the summaries of its main phases could be read. */
  readonly summary: string;
}

/** Runs an action's bundle in a runtime and tells what was seen. @throws Error for anything that must never be. */
export async function observe(profile: RuntimeProfile, lab: ActionLab): Promise<Observation> {
  const runtime = await openRuntime(profile);
  const job = await openJob(runtime, profile.beside ? 2 : 1);
  try {
    const words = profile.beside ? await besideEachOther(job, lab) : await lab.work(job);
    await refuseLeftovers(job);
    if (runtime.strayed.length > 0)
      throw new Error(`it asked where nothing is: ${runtime.strayed.join(', ')}`);
    const places = new Set(job.mains.map((main) => summaryPlace(main, lab.action)));
    return { words, summary: [...places].join(' or ') };
  } finally {
    await job.close();
    await runtime.close();
  }
}

/** Two at once must end as one alone does; then a third is cancelled. */
async function besideEachOther(job: Job, lab: ActionLab): Promise<readonly string[]> {
  const [one = [], other = []] = await Promise.all([lab.work(job), lab.work(job)]);
  if (one.join() !== other.join()) throw new Error(`two at once differ: ${one.join()} and ${other.join()}`);
  return [...one, await cancelled(job, lab)];
}

/** A step that is cancelled has 7.5 s: then the job goes on without it. */
async function cancelled(job: Job, lab: ActionLab): Promise<string> {
  const { step, begun, close } = await lab.workLong(job);
  try {
    const ending = step.main();
    await step.waitFor(begun);
    step.interrupt();
    const main = await ending;
    const { outcome } = outputsOf(main);
    if (main.signal !== null) throw new Error(`cancelled, it did not end by itself:\n${main.log}`);
    const post = hasPost(lab.action) ? await step.post() : undefined;
    if (post !== undefined && post.exitCode !== 0)
      throw new Error(`post ended with ${post.exitCode}:\n${post.log}`);
    return `cancel: ${outcome}`;
  } finally {
    await close();
  }
}

function hasPost(action: string): boolean {
  return existsSync(join(REPOSITORY_ROOT, 'actions', action, 'dist/post.js'));
}

async function refuseLeftovers(job: Job): Promise<void> {
  const left = await job.leftovers();
  if (left.length > 0) throw new Error(`it left ${left.join(', ')}`);
}

function summaryPlace({ summary, log }: PhaseResult, action: string): string {
  const head = new RegExp(`^### \\S+ ${action}: `, 'm');
  const places = [...(head.test(summary) ? ['step summary'] : []), ...(head.test(log) ? ['log'] : [])];
  return places.length === 0 ? 'nowhere' : places.join(' and ');
}
