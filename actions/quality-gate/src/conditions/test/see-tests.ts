import { ToolError } from '@fairlead/core';
import { findAbsentTests, type PackageTests, type TestRun } from '@fairlead/go';
import type { Job } from '../../check/check.ts';
import type { Retry, TestOutput } from '../../check/test-output.ts';
import { packagesOf } from '../../plan/plan.ts';
import { mergeShards } from '../../shards/merge-shards.ts';
import { orderRun } from '../../shards/order-run.ts';
import { writeShardReport } from '../../shards/shard-report.ts';
import { findContradiction } from './contradictions.ts';
import { rerunFailures } from './flaky/rerun.ts';
import { type Choice, runChosen } from './run-chosen.ts';

/** What the tests left, whoever ran them. */
export interface SeenTests {
  readonly output: TestOutput;
  readonly retries: readonly Retry[];
  /** What ran here and now. */
  readonly fresh: TestRun;
}

/** Runs the tests, or takes what shards have seen of them. */
export async function seeTests(
  job: Job,
  declared: readonly PackageTests[],
  choice: Choice,
): Promise<SeenTests> {
  const { ports, plan, rules } = job;
  if (rules.merge !== '') return seeShards(job, declared);
  const { output, fresh } = await runChosen(job, declared, choice);
  // a run that proves nothing is not tried again
  const retries = output.broken === undefined ? await rerunFailures(job, output.run) : [];
  const { run, profiles, broken } = output;
  const { shard } = plan;
  if (shard !== undefined) await writeShardReport(ports, { ...shard, run, profiles, retries, broken });
  return { output: { ...output, run: orderRun(run, plan) }, retries, fresh: fresh.run };
}

/** Together the shards must have seen what one run would have. */
async function seeShards(job: Job, declared: readonly PackageTests[]): Promise<SeenTests> {
  const { plan } = job;
  const { run: joined, profiles, retries, broken } = await mergeShards(job);
  const run = orderRun(joined, plan);
  const failed = run.packages.some(({ outcome }) => outcome === 'fail') ? 1 : 0;
  const odd = findContradiction(run, failed, packagesOf(plan), declared);
  const contradiction =
    odd === undefined
      ? undefined
      : new ToolError({
          code: 'GATE_NOT_CHECKED',
          message: `the merged shards: ${odd}`,
          argv: ['go', 'test'],
        });
  const absent = findAbsentTests(run, declared);
  return { output: { run, profiles, broken: broken ?? contradiction, absent }, retries, fresh: run };
}
