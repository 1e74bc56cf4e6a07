import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CancelledError, formatDuration, type Report } from '@fairlead/core';
import { type ActLine, type ActResult, type ActRun, runAct } from '@fairlead/testkit';
import type { CommitRun } from './results.ts';
import { joinRuns, resumeWorkflow } from './resume-workflow.ts';
import type { ScenarioOptions } from './scenario-options.ts';
import type { DemoCommit } from './settings.ts';
import { actionOf, describeStep, headlineOf } from './steps.ts';

/** The last job that needs no cluster; act runs what it needs before it. */
const BEFORE_RELEASE = 'image';
const WORKFLOW = '.github/workflows/pipeline.yml';

/** One commit of the story. */
export interface SentCommit {
  readonly commit: DemoCommit;
  readonly sha: string;
  /** Its place in the story, from 1. */
  readonly number: number;
}

/** Sends one commit through the pipeline under act. The first one's release waits until there is a cluster. */
export async function runCommit(
  options: ScenarioOptions,
  repository: string,
  { commit, sha, number }: SentCommit,
): Promise<CommitRun> {
  const reportFolder = join(options.folder, 'reports', `commit-${number}`);
  await mkdir(reportFolder, { recursive: true });
  const startedAt = Date.now();
  const pipeline = { options, repository, reportFolder };
  const { exitCode, run, waitedMs, released } =
    number === 1 ? await runInParts(pipeline) : await runWhole(pipeline);
  const finishedAt = Date.now();
  await writeSummary(reportFolder, run);
  return {
    commit,
    sha,
    exitCode,
    run,
    startedAt,
    finishedAt,
    waitedMs,
    cluster: released ? await options.askCluster() : { deployments: [], weights: undefined },
    reports: await readReports(reportFolder),
  };
}

interface Pipeline {
  readonly options: ScenarioOptions;
  readonly repository: string;
  readonly reportFolder: string;
}

interface PipelineRun extends ActResult {
  /** Whether it came as far as the release, and so there is a cluster. */
  readonly released: boolean;
  readonly waitedMs: number;
}

async function runWhole(pipeline: Pipeline): Promise<PipelineRun> {
  const { path } = await pipeline.options.ready;
  return { ...(await startAct(pipeline, path, { workflow: WORKFLOW })), waitedMs: 0, released: true };
}

/** What needs no cluster first, with its summaries; then the jobs that are left, once there is one. */
async function runInParts(pipeline: Pipeline): Promise<PipelineRun> {
  const { options, repository, reportFolder } = pipeline;
  const first = await startAct(pipeline, options.path, { workflow: WORKFLOW, job: BEFORE_RELEASE });
  if (options.signal?.aborted === true) throw new CancelledError('sending commits');
  if (first.exitCode !== 0) return { ...first, waitedMs: 0, released: false };
  tellSummaries(options, first.run, await writeSummary(reportFolder, first.run));
  const waiting = performance.now();
  const { path } = await options.ready;
  const waitedMs = performance.now() - waiting;
  if (waitedMs > 1000) options.say(`  the release has waited ${formatDuration(waitedMs)} for its cluster`);
  const rest = join(options.folder, 'release.yml');
  await writeFile(rest, resumeWorkflow(await readFile(join(repository, WORKFLOW), 'utf8'), first.run));
  const second = await startAct(pipeline, path, { workflow: rest });
  return { exitCode: second.exitCode, run: joinRuns(first.run, second.run), waitedMs, released: true };
}

function tellSummaries({ say }: ScenarioOptions, { steps }: ActRun, file: string): void {
  for (const step of steps) {
    const headline = headlineOf(step);
    if (headline !== undefined) say(`    ${step.job}: ${headline}`);
  }
  say(`  step summaries so far: ${file}`);
}

function startAct(
  { options, repository, reportFolder }: Pipeline,
  path: string,
  part: { readonly workflow: string; readonly job?: string },
): Promise<ActResult> {
  const onLine = (line: ActLine, current: ActRun): void => {
    const step = line.stepResult === undefined ? undefined : current.stepOf(line);
    if (step === undefined || actionOf(step) === undefined) return;
    options.say(`  ${describeStep(step)}`);
    for (const said of [...step.notices, ...step.errors]) options.say(`    ${said}`);
  };
  return runAct({
    binary: options.act,
    repository,
    tree: options.tree,
    state: options.runnerState,
    path,
    vars: { IMAGE: options.image },
    env: { ...options.env, FAIRLEAD_REPORTS: reportFolder },
    wrap: options.wrap,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onLine,
    ...part,
  });
}

async function writeSummary(folder: string, run: ActRun): Promise<string> {
  const file = join(folder, 'summary.md');
  await writeFile(file, run.steps.map((step) => step.summary).join('\n'));
  return file;
}

async function readReports(folder: string): Promise<readonly Report[]> {
  const names = await readdir(folder);
  const reports = await Promise.all(
    names.map(async (name) => {
      try {
        return JSON.parse(await readFile(join(folder, name, 'report.json'), 'utf8')) as Report;
      } catch {
        return undefined; // a temporary folder of an action, not a report
      }
    }),
  );
  return reports
    .filter((report) => report !== undefined)
    .sort((one, other) => one.startedAt.localeCompare(other.startedAt));
}
