import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../system/run.ts';
import type { TestGroups } from './choose-tests.ts';
import { applyMutant, type Mutant } from './operators.ts';

/** A change of one file of the checkout. */
export interface PlacedMutant extends Mutant {
  readonly path: string;
}

/** How it went with one change: a test noticed it, or none did. */
export interface Tried {
  readonly mutant: PlacedMutant;
  readonly caught: boolean;
}

/** Longest time for the tests of one change, which mostly take seconds; a change that makes them hang is noticed. */
const PATIENCE_MS = 60_000;

/** Longest time for all unit tests of the changed workspaces. */
const WHOLE_PATIENCE_MS = 600_000;

/** Runs the tests that can notice a change, group by group; the file is as before afterwards. */
export async function tryMutant(scratch: string, mutant: PlacedMutant, groups: TestGroups): Promise<Tried> {
  const file = join(scratch, mutant.path);
  const text = await readFile(file, 'utf8');
  await writeFile(file, applyMutant(text, mutant));
  try {
    for (const tests of groups)
      if (!(await testsPass(scratch, tests, PATIENCE_MS))) return { mutant, caught: true };
    return { mutant, caught: false };
  } finally {
    await writeFile(file, text);
  }
}

/** Whether the unit tests of workspaces pass as they stand. */
export function unitTestsPass(scratch: string, workspaces: Iterable<string>): Promise<boolean> {
  const folders = [...workspaces].map((workspace) => `${workspace}/test`);
  return testsPass(scratch, folders, WHOLE_PATIENCE_MS);
}

async function testsPass(scratch: string, tests: readonly string[], patience: number): Promise<boolean> {
  const vitest = join(scratch, 'node_modules/vitest/vitest.mjs');
  const argv = [
    '--conditions=fairlead-source',
    vitest,
    'run',
    '--project=unit',
    '--bail=1',
    '--reporter=dot',
    '--cache=false',
    ...tests,
  ] as const;
  const timer = AbortSignal.timeout(patience);
  const env = { ...process.env, NO_COLOR: '1' };
  const ended = run([process.execPath, ...argv], { cwd: scratch, env, signal: timer });
  return (await ended).code === 0;
}
