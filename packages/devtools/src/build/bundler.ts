import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { run } from '../system/run.ts';
import type { StatsModule } from './bundled-packages.ts';

/** A workspace to bundle. */
export interface BundleJob {
  /** Folder of the workspace; its compiled entry is `lib/bundle.js`. */
  readonly folder: string;
  /** Folder that gets `dist` and `stats.json`. */
  readonly out: string;
}

/** What the bundler tells of a bundle. */
export interface BundlerStats {
  readonly modules: readonly StatsModule[];
}

/**
 * Bundles one workspace after the other in one process: each after the first takes a third less, since the bundler's own code is
 * warm by then. `bundled` is called with each job when it is done, and how long it took. Throws Problem with ncc's words.
 */
export async function runBundler(
  root: string,
  jobs: readonly BundleJob[],
  bundled: (job: BundleJob, milliseconds: number) => void,
): Promise<void> {
  const script = join(import.meta.dirname, 'bundler-main.ts');
  const left = [...jobs];
  const onLine = (line: string): void => {
    const milliseconds = /^bundled in (\d+) ms$/.exec(line)?.[1];
    const job = milliseconds === undefined ? undefined : left.shift();
    if (job !== undefined) bundled(job, Number(milliseconds));
  };
  const pairs = jobs.flatMap(({ folder, out }) => [folder, out]);
  const { code, output } = await run([process.execPath, script, root, ...pairs], { cwd: root, onLine });
  if (code === 0 && left.length === 0) return;
  throw new Problem(`ncc could not bundle ${left[0]?.folder} (exit code ${code})\n${output.trimEnd()}`);
}

/** The modules that are in a bundle. */
export async function readModules({ out }: BundleJob): Promise<readonly StatsModule[]> {
  const stats = JSON.parse(await readFile(join(out, 'stats.json'), 'utf8')) as BundlerStats;
  return stats.modules;
}
