import { join } from 'node:path';
import type { FairleadError } from '@fairlead/core';
import type { TestRun } from '@fairlead/go';
import type { Retry } from '../check/test-output.ts';
import type { ShardNumber } from '../plan/plan.ts';
import type { GatePorts } from '../plan/ports.ts';
import { shardFile } from './shard.ts';

/** Everything that a shard saw, for the merge. */
export interface ShardReport {
  readonly format: 1;
  readonly shard: ShardNumber;
  readonly identity: string;
  readonly run: TestRun;
  /** Texts of the coverage profiles. */
  readonly profiles: readonly string[];
  readonly retries: readonly Retry[];
  /** Why the run proves nothing. */
  readonly broken: { readonly code: string; readonly message: string } | undefined;
}

/** What a shard leaves, from its run. */
export interface ShardParts {
  readonly shard: ShardNumber;
  readonly identity: string;
  readonly run: TestRun;
  readonly profiles: readonly string[];
  readonly retries: readonly Retry[];
  readonly broken: FairleadError | undefined;
}

/** Writes what the merge needs. */
export async function writeShardReport(ports: GatePorts, parts: ShardParts): Promise<void> {
  const texts: string[] = [];
  for (const path of parts.profiles)
    if ((await ports.files.stat(path))?.kind === 'file') texts.push(await ports.files.readText(path));
  const { shard, identity, run, retries, broken } = parts;
  const why = broken === undefined ? undefined : { code: broken.code, message: broken.message };
  const report: ShardReport = { format: 1, shard, identity, run, profiles: texts, retries, broken: why };
  const path = join(ports.reportFolder, shardFile(shard));
  await ports.files.write(path, JSON.stringify(report));
  ports.output('shard-report', path);
  ports.report.addEvidence(path);
}

/** Reads a report; undefined for what is none. */
export function parseShardReport(text: string): ShardReport | undefined {
  try {
    const report = JSON.parse(text) as Partial<ShardReport>;
    const { format, shard, identity, run, profiles, retries } = report;
    const isWhole =
      format === 1 &&
      Number.isSafeInteger(shard?.index) &&
      Number.isSafeInteger(shard?.count) &&
      typeof identity === 'string' &&
      [run?.packages, run?.tests, run?.builds, run?.strayLines, profiles, retries].every(Array.isArray);
    return isWhole ? (report as ShardReport) : undefined;
  } catch {
    return undefined;
  }
}
