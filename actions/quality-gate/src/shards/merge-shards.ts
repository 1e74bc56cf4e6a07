import { join, resolve } from 'node:path';
import { ToolError } from '@fairlead/core';
import { joinTestRuns, type TestRun } from '@fairlead/go';
import type { Job } from '../check/check.ts';
import type { Retry } from '../check/test-output.ts';
import { identityOf } from './identity.ts';
import { shardProblem } from './judge-shards.ts';
import { parseShardReport, type ShardReport } from './shard-report.ts';

/** What the shards have seen together. */
export interface MergedShards {
  readonly run: TestRun;
  readonly profiles: readonly string[];
  readonly retries: readonly Retry[];
  readonly broken: ToolError | undefined;
}

/** Artifacts are put into folders of their own; deeper than this nothing is looked for. */
const DEPTH = 3;

/** Joins the reports of all shards into one run. */
export async function mergeShards({ ports, plan, rules }: Job): Promise<MergedShards> {
  const folder = resolve(ports.workspace, rules.merge);
  const reports: ShardReport[] = [];
  const torn: string[] = [];
  for (const path of await findReports(ports.files, folder, DEPTH)) {
    const report = parseShardReport(await ports.files.readText(path));
    if (report === undefined) torn.push(path);
    else reports.push(report);
  }
  reports.sort((a, b) => a.shard.index - b.shard.index);
  const problem =
    torn[0] === undefined
      ? shardProblem(reports, identityOf(plan, rules, ports.workspace))
      : `${torn[0]} cannot be read`;
  const profiles: string[] = [];
  for (const text of reports.flatMap((report) => report.profiles)) {
    const path = join(ports.reportFolder, `coverage-shard-${profiles.length}.out`);
    await ports.files.write(path, text);
    profiles.push(path);
  }
  return {
    run: joinTestRuns(reports.map(({ run }) => run)),
    profiles,
    retries: reports.flatMap(({ retries }) => retries),
    broken:
      problem === undefined
        ? undefined
        : new ToolError({
            code: 'GATE_NOT_CHECKED',
            message: `the shards make no whole run: ${problem}`,
            hint: 'run the job of that shard again, and let each upload its output shard-report',
            argv: ['go', 'test'],
          }),
  };
}

async function findReports(
  files: Job['ports']['files'],
  folder: string,
  depth: number,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await files.list(folder)) {
    const path = join(folder, name);
    const kind = (await files.stat(path))?.kind;
    if (kind === 'file' && /^shard-\d+-of-\d+\.json$/.test(name)) found.push(path);
    if (kind === 'directory' && depth > 1) found.push(...(await findReports(files, path, depth - 1)));
  }
  return found;
}
