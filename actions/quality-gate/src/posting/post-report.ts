import { InputError, resolveInside, stringAt } from '@fairlead/core';
import type { RunContext } from '../context.ts';
import type { GateVerdict } from '../verdict/decide.ts';
import { renderTold, type Told, titleOf } from './comment.ts';
import { open, post, type Target } from './post.ts';
import { MOST_CHARACTERS, readPostedReport } from './read-report.ts';

/** The run that a workflow_run is about, as GitHub tells it. */
interface OtherRun {
  readonly headSha: string;
  readonly conclusion: string;
  readonly url: string;
  /** `owner:branch`. */
  readonly head: string;
  /** The code was that of another repository. */
  readonly isFork: boolean;
}

/** Posts the report of another run, as a workflow_run does for code of forks: nothing of that code is run or read. */
export async function postReport(context: RunContext, file: string): Promise<void> {
  const run = otherRun(context.event);
  const text = await readFile(context, file);
  const report = readPostedReport(text);
  // what the report says of itself is worth less than how its run ended
  const gate = believed(report.gate, run.conclusion);
  const { headSha: sha, url: runUrl, isFork: hearsay } = run;
  const told: Told = { ...report, gate, sha, runUrl, hearsay, name: context.inputs.postAs };
  const problems = await post(context, told, await findTarget(context, run));
  for (const problem of problems) context.log.warn(problem);
  context.summarize(renderTold(told));
  context.settle('posted', [titleOf(told), ...problems].join('; '));
}

function otherRun({ payload, repository }: RunContext['event']): OtherRun {
  const text = (...path: readonly string[]): string => stringAt(payload, ...path) ?? '';
  const headSha = text('workflow_run', 'head_sha');
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(headSha))
    throw new InputError([
      {
        input: 'report-file',
        problem: 'is for workflow_run, and this event names no run',
        allowed: 'on: workflow_run',
      },
    ]);
  const owner = text('workflow_run', 'head_repository', 'owner', 'login');
  return {
    headSha,
    conclusion: text('workflow_run', 'conclusion'),
    url: text('workflow_run', 'html_url'),
    head: `${owner}:${text('workflow_run', 'head_branch')}`,
    isFork: text('workflow_run', 'head_repository', 'full_name').toLowerCase() !== repository.toLowerCase(),
  };
}

async function readFile({ files, workspace, workingDirectory }: RunContext, value: string): Promise<string> {
  const refuse = (problem: string): InputError =>
    new InputError([
      { input: 'report-file', value, problem, allowed: 'report.json of another run, below the workspace' },
    ]);
  const place = await resolveInside(files, workspace, value, workingDirectory);
  if (!place.inside) throw refuse('leads out of the workspace');
  const info = await files.stat(place.path);
  if (info?.kind !== 'file') throw refuse('is not a file');
  if (info.size > MOST_CHARACTERS) throw refuse('is too large');
  return files.readText(place.path);
}

/** A run that did not succeed has no gate that passed, and one that succeeded may have been allowed to go on. */
function believed(gate: GateVerdict, conclusion: string): GateVerdict {
  return gate === 'passed' && conclusion !== 'success' ? 'error' : gate;
}

/** GitHub leaves the pull requests of forks out of the event; it is asked for the one whose head ran. */
async function findTarget(context: RunContext, { head, headSha: sha }: OtherRun): Promise<Target> {
  const { post: wanted, githubToken: token } = context.inputs;
  if (!wanted.includes('comment') || token === undefined) return { number: undefined, sha };
  const github = await open(context, token);
  return { number: await github.pullRequests.numberOf(head, sha), sha };
}
