import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { formatDuration, mapLimited } from '@fairlead/core';
import { timed } from '../system/timed.ts';
import { bundleFolder } from './bundles.ts';
import { compile } from './compile.ts';
import { bundleInputs, bundleIsFresh, recordBundle } from './fingerprint.ts';
import { markPurePackages } from './mark-pure.ts';
import { probeBundle } from './probe-bundle.ts';
import { writeBundle } from './write-bundle.ts';

/** Two bundles at a time: each keeps one core busy and takes a few hundred megabytes. */
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
  await mapLimited(bundles, AT_ONCE, async (name) => {
    const inputs = await bundleInputs(root, name);
    if (!force && (await bundleIsFresh(root, name, inputs))) {
      tell(`${name}: fresh`);
      return;
    }
    const { durationMs } = await timed(() => writeBundle(root, name));
    const probe = await probeBundle(root, name);
    await recordBundle(root, name, inputs);
    const megabytes = ((await codeBytes(join(root, bundleFolder(name), 'dist'))) / 1e6).toFixed(2);
    tell(
      `${name}: ${megabytes} MB in ${formatDuration(durationMs)}, runs (${Math.round(probe.milliseconds)} ms)`,
    );
  });
}

/** What Node may have to read. */
async function codeBytes(dist: string): Promise<number> {
  const code = (await readdir(dist)).filter((name) => name.endsWith('.js'));
  const sizes = await Promise.all(code.map(async (name) => (await stat(join(dist, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
