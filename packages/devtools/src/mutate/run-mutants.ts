import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../system/run.ts';
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

/** Longest time for the unit tests of one workspace; a change that makes them hang counts as noticed. */
const PATIENCE_MS = 120_000;

/** Runs the unit tests of the workspace that a changed file belongs to; the file is as before afterwards. */
export async function tryMutant(scratch: string, mutant: PlacedMutant): Promise<Tried> {
  const file = join(scratch, mutant.path);
  const text = await readFile(file, 'utf8');
  await writeFile(file, applyMutant(text, mutant));
  try {
    return { mutant, caught: !(await unitTestsPass(scratch, workspaceOf(mutant.path))) };
  } finally {
    await writeFile(file, text);
  }
}

/** Whether the unit tests of a workspace pass as it stands. */
export async function unitTestsPass(scratch: string, workspace: string): Promise<boolean> {
  const vitest = join(scratch, 'node_modules/vitest/vitest.mjs');
  const argv = [
    '--conditions=fairlead-source',
    vitest,
    'run',
    '--project=unit',
    '--bail=1',
    '--reporter=dot',
    '--cache=false',
    `${workspace}/test`,
  ] as const;
  const timer = AbortSignal.timeout(PATIENCE_MS);
  const env = { ...process.env, NO_COLOR: '1' };
  const ended = run([process.execPath, ...argv], { cwd: scratch, env, signal: timer });
  return (await ended).code === 0;
}

/** `packages/kube` of `packages/kube/src/…`. */
export function workspaceOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}
