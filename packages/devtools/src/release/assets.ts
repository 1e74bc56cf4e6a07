import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { actionNames } from '@fairlead/core';
import { type Progress, run, withProgress } from '@fairlead/devcluster';
import { type Bom, BUNDLE_BOM, releaseBom, renderBom } from '../build/bom.ts';
import { buildBundles } from '../build/build-bundles.ts';
import { bundleFolder, bundleNames } from '../build/bundles.ts';
import { Problem } from '../problem.ts';
import { sha256 } from '../system/hash.ts';
import { packFolder, packRevision } from './archive.ts';
import { whatRuns, writeBuiltFiles } from './built-files.ts';
import { writeChecksums } from './checksums.ts';
import { renderNotes } from './notes.ts';
import { provenanceOf } from './provenance.ts';
import type { Release } from './release-facts.ts';
import { writeMarketplaceTree } from './write-trees.ts';

/** Hashes of all files that a release page offers. */
export const ASSET_CHECKSUMS: string = 'ASSETS.sha256';

/** What is released, and where its files go. */
export interface AssetOptions {
  /** The checkout; HEAD is what is released, so nothing in it may be changed. */
  readonly root: string;
  /** `v1.2.3`. */
  readonly version: string;
  /** Folder that is made: `built`, `marketplace`, `assets`, `attest`, `notes.md`, `commit`. */
  readonly out: string;
  readonly progress: Progress;
}

/**
 * Builds HEAD, commits the release in the checkout's repository without pushing, and writes all files that belong to it.
 * The same source and the same last release give the same files. Throws Problem.
 */
export async function writeAssets({ root, version, out, progress }: AssetOptions): Promise<Release> {
  const { stdout: changed } = await run(['git', 'status', '--porcelain'], { cwd: root });
  if (changed !== '') throw new Problem(`only what is committed is released:\n${changed.trimEnd()}`);
  const source = (await run(['git', 'rev-parse', 'HEAD'], { cwd: root })).stdout.trim();
  await withProgress(progress, 'bundles', () => buildBundles({ root, bundles: bundleNames, tell: () => {} }));
  await rm(out, { recursive: true, force: true });
  const built = join(out, 'built');
  await writeBuiltFiles(root, built, { version, source });
  const release = { version, source, commit: await commit(root, built, version) };
  await writeFiles(root, out, release);
  progress.line(`  ✓ ${version} committed, archives, bill of materials and provenance written`);
  return release;
}

async function commit(root: string, built: string, version: string): Promise<string> {
  const script = join(root, 'scripts/commit-release.sh');
  return (await run([script, built, version], { cwd: root })).stdout.trim();
}

async function writeFiles(root: string, out: string, release: Release): Promise<void> {
  const { version, commit: revision } = release;
  const [assets, attest] = [join(out, 'assets'), join(out, 'attest')];
  await mkdir(assets, { recursive: true });
  await mkdir(attest);
  await packRevision(root, revision, join(assets, `fairlead-${version}.tar.gz`));
  for (const name of actionNames) {
    const tree = join(out, 'marketplace', name);
    await writeMarketplaceTree(root, name, tree, release);
    await packFolder(tree, join(assets, `${name}-${version}.tar.gz`));
  }
  const boms = bundleNames.map((name) =>
    readFile(join(root, bundleFolder(name), 'dist', BUNDLE_BOM), 'utf8'),
  );
  const parts = (await Promise.all(boms)).map((text) => JSON.parse(text) as Bom);
  await writeFile(
    join(assets, `fairlead-${version}.cdx.json`),
    renderBom(releaseBom(version.slice(1), parts)),
  );
  const checksums = await writeChecksums(assets, ASSET_CHECKSUMS);
  await writeFile(join(attest, 'subjects.sha256'), `${await whatRuns(root)}${checksums}`);
  const lock = sha256(await readFile(join(root, 'package-lock.json')));
  const predicate = provenanceOf(release, lock, process.env);
  await writeFile(join(attest, 'predicate.json'), `${JSON.stringify(predicate, undefined, 2)}\n`);
  await cp(join(assets, `fairlead-${version}.cdx.json`), join(attest, 'bom.cdx.json'));
  await writeFile(join(out, 'notes.md'), renderNotes(release));
  await writeFile(join(out, 'commit'), `${revision}\n`);
}
