import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError, type Report } from '@fairlead/core';
import { type ActRun, type Load, type LoadRecord, runAct, startLoad } from '@fairlead/testkit';
import type { ClusterFacts } from './cluster-facts.ts';
import { type LoadFacts, loadFacts } from './facts.ts';
import { createScratchRepository } from './scratch-repository.ts';
import { type DemoCommit, demoCommits, demoFiles, loadTarget, type ParentGateway } from './settings.ts';
import { actionOf, describeStep } from './steps.ts';

/** Requests a second; with four pods and more, a canary of a quarter gets ten of them. */
const LOAD_RATE = 40;
/** The load ends by itself after this, whatever happens. */
const LOAD_SECONDS = 1500;
/** How long the load goes on after the last pipeline: what breaks late is seen too. */
const SETTLE_MS = 3000;

/** Everything that the three commits need, made by others before. */
export interface ScenarioOptions {
  /** Folder for the scratch repository, reports and records. */
  readonly folder: string;
  /** The sample service and the workflow, from the checkout. */
  readonly source: string;
  readonly workflow: string;
  readonly tree: string;
  readonly act: string;
  /** Folder of the runner's own state, kept between runs as a self-hosted runner keeps it. */
  readonly runnerState: string;
  readonly path: string;
  readonly gatewayUrl: string | undefined;
  /** The Gateway object that the route attaches to; undefined without a gateway. */
  readonly gateway: ParentGateway | undefined;
  readonly prometheusUrl: string;
  readonly registry: string;
  /** Environment of the steps: KUBECONFIG, DOCKER_HOST, GOPROXY, … */
  readonly env: Readonly<Record<string, string>>;
  /** Enters the cluster's network namespace. */
  readonly wrap: (argv: readonly string[]) => readonly string[];
  readonly askCluster: () => Promise<ClusterFacts>;
  readonly say: (line: string) => void;
  /** How many of the story's commits are sent. */
  readonly commits: number;
  readonly signal?: AbortSignal;
}

/** One commit and what became of it. */
export interface CommitResult {
  readonly commit: DemoCommit;
  readonly sha: string;
  readonly exitCode: number | null;
  readonly run: ActRun;
  readonly startedAt: number;
  readonly finishedAt: number;
  /** What the load saw; undefined for the first install, which nothing can be sent to. */
  readonly load: LoadFacts | undefined;
  readonly cluster: ClusterFacts;
  /** Reports that the actions wrote, by action and phase. */
  readonly reports: readonly Report[];
}

/** One commit, before the load's recording is complete. */
type CommitRun = Omit<CommitResult, 'load'>;

/** The whole story. */
export interface ScenarioResult {
  readonly commits: readonly CommitResult[];
  readonly records: readonly LoadRecord[];
  /** How many commits were to be sent. */
  readonly planned: number;
  /** How traffic was meant to be split. */
  readonly provider: 'gateway' | 'replicas';
}

/**
 * Sends the commits through the pipeline under act, with load on the service from the first install on. Throws
 * CancelledError when `signal` fires, and when the load ends by itself.
 */
export async function runScenario(options: ScenarioOptions): Promise<ScenarioResult> {
  const repository = await createScratchRepository({
    folder: join(options.folder, 'orders'),
    source: options.source,
    workflow: options.workflow,
  });
  for (const [file, content] of Object.entries(demoFiles(options.gateway))) {
    await repository.write(file, content);
  }
  const runs: CommitRun[] = [];
  let load: Load | undefined;
  try {
    for (const [index, commit] of demoCommits.slice(0, options.commits).entries()) {
      if (commit.edit !== undefined)
        await repository.edit(commit.edit.file, commit.edit.from, commit.edit.to);
      const sha = await repository.commit(commit.title);
      options.say('');
      options.say(`commit ${index + 1} (${sha.slice(0, 7)}): ${commit.title}; ${commit.story}`);
      const run = await runCommit(options, repository.folder, commit, sha, index + 1);
      if (options.signal?.aborted === true) throw new CancelledError('sending commits');
      runs.push(run);
      if (run.exitCode !== 0 && load === undefined) break; // nothing is installed: nothing to load
      if (index + 1 < options.commits) load ??= await startOnce(options);
    }
    if (load !== undefined) await sleep(SETTLE_MS);
  } catch (error) {
    await load?.stop().catch(() => undefined); // the first error is the one to tell
    throw error;
  }
  const records = (await load?.stop()) ?? [];
  const provider = options.gateway === undefined ? 'replicas' : 'gateway';
  return { commits: addLoad(runs, records), records, planned: options.commits, provider };
}

/** Gives each commit its part of the recording. The parts meet: no answer belongs to none. */
function addLoad(runs: readonly CommitRun[], records: readonly LoadRecord[]): readonly CommitResult[] {
  return runs.map((run, index) => {
    const window = {
      from: index === 1 ? Number.NEGATIVE_INFINITY : run.startedAt,
      to: runs[index + 1]?.startedAt ?? Number.POSITIVE_INFINITY,
    };
    return { ...run, load: index === 0 ? undefined : loadFacts(records, run.sha, window, run.reports) };
  });
}

function startOnce(options: ScenarioOptions): Promise<Load> {
  const target = loadTarget(options.gatewayUrl);
  options.say(`load: ${LOAD_RATE} requests a second on ${target.url}, every answer recorded`);
  return startLoad({
    ...target,
    rate: LOAD_RATE,
    seconds: LOAD_SECONDS,
    out: join(options.folder, 'load.jsonl'),
    wrap: options.wrap,
  });
}

async function runCommit(
  options: ScenarioOptions,
  repository: string,
  commit: DemoCommit,
  sha: string,
  number: number,
): Promise<CommitRun> {
  const reportFolder = join(options.folder, 'reports', `commit-${number}`);
  await mkdir(reportFolder, { recursive: true });
  const startedAt = Date.now();
  const { exitCode, run } = await runAct({
    binary: options.act,
    repository,
    workflow: '.github/workflows/pipeline.yml',
    tree: options.tree,
    state: options.runnerState,
    path: options.path,
    vars: { IMAGE: `${options.registry}/acme/orders`, PROMETHEUS_URL: options.prometheusUrl },
    env: { ...options.env, FAIRLEAD_REPORTS: reportFolder },
    wrap: options.wrap,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    onLine: (line, current) => {
      const step = line.stepResult === undefined ? undefined : current.stepOf(line);
      if (step === undefined || actionOf(step) === undefined) return;
      options.say(`  ${describeStep(step)}`);
      for (const said of [...step.notices, ...step.errors]) options.say(`    ${said}`);
    },
  });
  const finishedAt = Date.now();
  await writeFile(join(reportFolder, 'summary.md'), run.steps.map((step) => step.summary).join('\n'));
  return {
    commit,
    sha,
    exitCode,
    run,
    startedAt,
    finishedAt,
    cluster: await options.askCluster(),
    reports: await readReports(reportFolder),
  };
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
