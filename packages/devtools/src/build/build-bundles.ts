import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatDuration } from '@fairlead/core';
import { timed } from '../system/timed.ts';
import { type BundleJob, runBundler } from './bundler.ts';
import { bundleFolder } from './bundles.ts';
import { compile } from './compile.ts';
import { bundleInputs, bundleIsFresh, recordBundle } from './fingerprint.ts';
import { markPurePackages } from './mark-pure.ts';
import { probeBundle } from './probe-bundle.ts';
import { writeBundle } from './write-bundle.ts';

/** Two bundlers at a time: each keeps one core busy and takes half a gigabyte. */
const AT_ONCE = 2;

/** What to build and where to tell. */
export interface BuildOptions {
  /** Folder of the checkout. */
  readonly root: string;
  /** Of `bundleNames`. */
  readonly bundles: readonly string[];
  /** Build also what is fresh. */
  readonly force?: boolean;
  /** Receives one line for each step. */
  readonly tell: (line: string) => void;
}

/** Compiles all sources once, then bundles and executes what changed. Throws Problem. */
export async function buildBundles({ root, bundles, force = false, tell }: BuildOptions): Promise<void> {
  const compiled = await timed(() => compile(root, bundles.map(bundleFolder)));
  await markPurePackages(root);
  tell(`compiled in ${formatDuration(compiled.durationMs)}`);
  const stale: Stale[] = [];
  for (const name of bundles) {
    const inputs = await bundleInputs(root, name);
    if (force || !(await bundleIsFresh(root, name, inputs))) stale.push({ name, inputs });
    else tell(`${name}: fresh`);
  }
  const lanes = Array.from({ length: AT_ONCE }, (_, lane) => stale.filter((_, at) => at % AT_ONCE === lane));
  const work = lanes.filter((lane) => lane.length > 0).map((lane) => buildLane(root, lane, tell));
  await Promise.allSettled(work); // a lane that fails leaves none behind that goes on
  await Promise.all(work);
}

/** A bundle that is to be built, and what it is built from. */
interface Stale {
  readonly name: string;
  readonly inputs: string;
}

async function buildLane(root: string, lane: readonly Stale[], tell: (line: string) => void): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'fairlead-bundle-'));
  const finished: Promise<void>[] = [];
  try {
    const jobs = lane.map(({ name }) => ({
      folder: join(root, bundleFolder(name)),
      out: join(scratch, name),
    }));
    await runBundler(root, jobs, (job, durationMs) => {
      const each = lane[jobs.indexOf(job)];
      if (each !== undefined) finished.push(finish(root, each, job, durationMs).then(tell));
    });
  } finally {
    await Promise.allSettled(finished);
    await rm(scratch, { recursive: true, force: true });
  }
  await Promise.all(finished);
}

async function finish(
  root: string,
  { name, inputs }: Stale,
  job: BundleJob,
  durationMs: number,
): Promise<string> {
  await writeBundle(root, name, job);
  const probe = await probeBundle(root, name);
  await recordBundle(root, name, inputs);
  const megabytes = ((await codeBytes(join(job.folder, 'dist'))) / 1e6).toFixed(2);
  return `${name}: ${megabytes} MB in ${formatDuration(durationMs)}, runs (${Math.round(probe.milliseconds)} ms)`;
}

/** What Node may have to read. */
async function codeBytes(dist: string): Promise<number> {
  const code = (await readdir(dist)).filter((name) => name.endsWith('.js'));
  const sizes = await Promise.all(code.map(async (name) => (await stat(join(dist, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
