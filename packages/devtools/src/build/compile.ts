import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { run } from '../system/run.ts';

/** Compiles projects and what they refer to with `tsc -b`. Throws Problem with the compiler's words. */
export async function compile(root: string, projects: readonly string[]): Promise<void> {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const { code, output } = await run([process.execPath, tsc, '-b', ...projects], { cwd: root });
  if (code !== 0) throw new Problem(`the sources do not compile\n${output.trimEnd()}`);
}
