import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { BUNDLE_BOM, bundleBom, renderBom } from './bom.ts';
import {
  lockedHashes,
  missingModules,
  packageFolders,
  readPackage,
  type StatsModule,
} from './bundled-packages.ts';
import { type BundleJob, readModules } from './bundler.ts';
import { licenseProblems, renderLicenses } from './licenses.ts';

/** What the bundler writes into a bundle when it could not resolve a module. */
const UNRESOLVED_IN_CODE = 'webpackMissingModule';
/** What ncc puts in place of a path that it took for a file of ours: the bundle would look beside itself. */
const REWRITTEN_PATH = '__nccwpck_require__.ab +';

/** What starts a phase of an action, or the program; it finds the bundle beside itself. */
const ENTRIES = ['main.js', 'post.js', 'fairlead.js'];

/**
 * Makes what the bundler has left of a workspace its `dist/{index.js,package.json,licenses.txt,bom.cdx.json}`, with its small
 * entries beside it. Throws Problem when a module is missing or a licence is not allowed.
 */
export async function writeBundle(root: string, name: string, job: BundleJob): Promise<void> {
  const dist = join(job.out, 'dist');
  const modules = await readModules(job);
  const missing = missingModules(modules);
  if (missing.length > 0) throw new Problem(`${name}: not installed, and needed: ${missing.join(', ')}`);
  await checkCode(name, dist);
  await writeEntries(name, job.folder, dist);
  await writePackages(root, name, dist, modules);
  await rm(join(job.folder, 'dist'), { recursive: true, force: true });
  await cp(dist, join(job.folder, 'dist'), { recursive: true });
}

async function checkCode(bundle: string, dist: string): Promise<void> {
  for (const name of (await readdir(dist)).filter((file) => file.endsWith('.js'))) {
    const code = await readFile(join(dist, name), 'utf8');
    if (code.includes(UNRESOLVED_IN_CODE)) {
      throw new Problem(`${bundle}: a module was not found by the bundler (${name})`);
    }
    if (code.includes(REWRITTEN_PATH)) {
      throw new Problem(
        `${bundle}: the bundler took a path for one of our files (${name}): build the path in a variable before it is used`,
      );
    }
  }
}

/** The emitted entries as they are, but for the name of the bundle. */
async function writeEntries(bundle: string, folder: string, dist: string): Promise<void> {
  const emitted = await readdir(join(folder, 'lib'));
  const sources = await readdir(join(folder, 'src'));
  for (const name of ENTRIES) {
    // what was compiled from a source that is gone is no entry
    if (!emitted.includes(name) || !sources.includes(name.replace(/js$/, 'ts'))) continue;
    const code = await readFile(join(folder, 'lib', name), 'utf8');
    const entry = code.replace("'./bundle.js'", "'./index.js'").replace(/^\/\/# sourceMappingURL=.*\n?/m, '');
    if (!entry.includes("'./index.js'")) throw new Problem(`${bundle}: ${name} does not start ./bundle.js`);
    await writeFile(join(dist, name), entry, { mode: entry.startsWith('#!') ? 0o755 : 0o644 });
  }
}

/** Tells what the bundle is made of: licences for people, the bill of materials for tools. */
async function writePackages(
  root: string,
  bundle: string,
  dist: string,
  modules: readonly StatsModule[],
): Promise<void> {
  const folders = packageFolders(modules);
  const packages = await Promise.all(folders.map(readPackage));
  const problems = licenseProblems(packages);
  if (problems.length > 0) throw new Problem(problems.map((problem) => `${bundle}: ${problem}`).join('\n'));
  await writeFile(join(dist, 'licenses.txt'), renderLicenses(packages));
  const locked = await lockedHashes(root);
  const parts = packages.map((each, index) => ({ ...each, sha512: locked(folders[index] ?? '') }));
  const version = await versionOf(root);
  await writeFile(join(dist, BUNDLE_BOM), renderBom(bundleBom(bundle, version, parts)));
  // the bundler has written the type alone; the program says its version from here
  await writeFile(
    join(dist, 'package.json'),
    `${JSON.stringify({ type: 'module', version }, undefined, 2)}\n`,
  );
}

async function versionOf(root: string): Promise<string> {
  return (JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }).version;
}
