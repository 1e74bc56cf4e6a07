import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError } from '@fairlead/core';
import { type Load, type LoadRecord, startLoad } from '@fairlead/testkit';
import { loadFacts } from './facts.ts';
import type { CommitResult, CommitRun } from './results.ts';
import { runCommit } from './run-commit.ts';
import type { ScenarioOptions } from './scenario-options.ts';
import { createScratchRepository } from './scratch-repository.ts';
import { demoCommits } from './settings.ts';

/** Requests a second; with four pods and more, a canary of a quarter gets ten of them. */
const LOAD_RATE = 40;
/** The load ends by itself after this, whatever happens. */
const LOAD_SECONDS = 1500;
/** How long the load goes on after the last pipeline: what breaks late is seen too. */
const SETTLE_MS = 3000;

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
  for (const [file, content] of Object.entries(options.files)) {
    await repository.write(file, content);
  }
  const runs: CommitRun[] = [];
  let load: Load | undefined;
  try {
    for (const [index, commit] of demoCommits.slice(0, options.commits).entries()) {
      const before = commit.undo === true ? demoCommits[index - 1]?.edit : undefined;
      if (before !== undefined) await repository.edit(before.file, before.to, before.from);
      if (commit.edit !== undefined)
        await repository.edit(commit.edit.file, commit.edit.from, commit.edit.to);
      const sha = await repository.commit(commit.title);
      options.say('');
      options.say(`commit ${index + 1} (${sha.slice(0, 7)}): ${commit.title}; ${commit.story}`);
      const run = await runCommit(options, repository.folder, { commit, sha, number: index + 1 });
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
  const { commits: planned, provider } = options;
  return { commits: addLoad(runs, records), records, planned, provider };
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
  options.say(`load: ${LOAD_RATE} requests a second on ${options.target.url}, every answer recorded`);
  return startLoad({
    ...options.target,
    rate: LOAD_RATE,
    seconds: LOAD_SECONDS,
    out: join(options.folder, 'load.jsonl'),
    wrap: options.wrap,
  });
}
