import { join, resolve } from 'node:path';
import { InputError } from '@fairlead/core';
import { type Plan, packagesOf } from '../plan/plan.ts';
import type { GatePorts } from '../plan/ports.ts';
import type { Rules } from '../plan/rules.ts';

/** Bytes of test files that weigh as much as a second: only their relation counts. */
const BYTES_OF_A_SECOND = 20_000;

/** How long each package takes: by an earlier report, else by the size of its tests. The same in every shard of a commit. */
export async function weighPackages(
  ports: Pick<GatePorts, 'files' | 'workspace'>,
  plan: Plan,
  { durations }: Pick<Rules, 'durations'>,
): Promise<ReadonlyMap<string, number>> {
  const known = durations === '' ? new Map<string, number>() : await readDurations(ports, durations);
  const weights = new Map<string, number>();
  for (const { importPath, dir, files } of packagesOf(plan)) {
    const infos = await Promise.all(files.tests.map((name) => ports.files.stat(join(dir, name))));
    const bytes = infos.reduce((sum, info) => sum + (info?.size ?? 0), 0);
    weights.set(importPath, known.get(importPath) ?? bytes / BYTES_OF_A_SECOND);
  }
  return weights;
}

/** The seconds of each package in the report of an earlier run. */
async function readDurations(
  { files, workspace }: Pick<GatePorts, 'files' | 'workspace'>,
  path: string,
): Promise<ReadonlyMap<string, number>> {
  try {
    const { data } = JSON.parse(await files.readText(resolve(workspace, path))) as {
      readonly data: { readonly tests: { readonly packages: readonly { name: string; seconds: number }[] } };
    };
    return new Map(data.tests.packages.map(({ name, seconds }) => [name, Math.max(0, Number(seconds) || 0)]));
  } catch (error) {
    const problem = `is no report of quality-gate: ${(error as Error).message}`;
    throw new InputError([
      { input: 'durations', value: path, problem, allowed: 'the path of report.json of an earlier run' },
    ]);
  }
}
