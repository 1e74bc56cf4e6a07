import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { median } from '../bench/measure-startup.ts';
import { BUDGETS, USUAL_BUDGET } from '../build/budgets.ts';
import { buildBundles } from '../build/build-bundles.ts';
import { bundleFolder, bundleNames } from '../build/bundles.ts';
import { probeBundle } from '../build/probe-bundle.ts';
import { filesBelow, hashFolder } from '../system/hash.ts';
import { copyClean } from './clean-copy.ts';

const STARTS = 5;

/** What was found out about one bundle. */
export interface BundleFacts {
  readonly bundle: string;
  /** Bytes of everything in `dist/`. */
  readonly size: number;
  readonly budget: number;
  /** One over all code in `dist/`. */
  readonly sha256: string;
  /** Median milliseconds of the run that every build makes. */
  readonly startMs: number;
  readonly problems: readonly string[];
}

/**
 * Builds all bundles from clean copies in two folders of different depth and compares them byte by byte; weighs and
 * executes each. Throws Problem when a build fails.
 */
export async function checkDist(root: string, tell: (line: string) => void): Promise<BundleFacts[]> {
  const work = join(root, '.fairlead/check-dist');
  const folders = [join(work, 'one'), join(work, 'a', 'longer', 'way', 'two')] as const;
  await rm(work, { recursive: true, force: true });
  try {
    // Both copies are made first: what is edited while the first one builds must not look like a difference.
    for (const folder of folders) await copyClean(root, folder);
    for (const folder of folders) await buildBundles({ root: folder, bundles: bundleNames, tell });
    const facts: BundleFacts[] = [];
    for (const bundle of bundleNames) facts.push(await inspect(bundle, ...folders));
    return facts;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function inspect(bundle: string, first: string, second: string): Promise<BundleFacts> {
  const dist = join(bundleFolder(bundle), 'dist');
  const [one, two] = [join(first, dist), join(second, dist)];
  const names = await filesBelow(one);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(one, name))).size));
  const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const budget = BUDGETS[bundle] ?? USUAL_BUDGET;
  const times: number[] = [];
  for (let start = 0; start < STARTS; start++) times.push((await probeBundle(first, bundle)).milliseconds);
  const over = size > budget ? [`${size} bytes are over the budget of ${budget}`] : [];
  return {
    bundle,
    size,
    budget,
    sha256: await hashFolder(one, (path) => path.endsWith('.js')),
    startMs: median(times),
    problems: [...(await differences(one, two)), ...over],
  };
}

async function differences(one: string, two: string): Promise<string[]> {
  const names = [...new Set([...(await filesBelow(one)), ...(await filesBelow(two))])].sort();
  const same = async (name: string): Promise<boolean> => {
    const [a, b] = await Promise.all(
      [one, two].map((folder) => readFile(join(folder, name)).catch(() => undefined)),
    );
    return a !== undefined && b !== undefined && a.equals(b);
  };
  const found = await Promise.all(names.map(async (name) => ((await same(name)) ? [] : [name])));
  return found.flat().map((name) => `${name} differs between two builds in different folders`);
}
