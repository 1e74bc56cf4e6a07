import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { run } from '../system/run.ts';
import { packageFolders, readPackage, type StatsModule } from './bundled-packages.ts';
import { licenseProblems, renderLicenses } from './licenses.ts';

/** What ncc says, or writes into the bundle, when it could not resolve a module; its exit code may still be 0. */
const UNRESOLVED = [/Module not found/i, /Can't resolve/i, /attempted to require/i];
const UNRESOLVED_IN_CODE = 'webpackMissingModule';
/** What ncc puts in place of a path that it took for a file of ours: the bundle would look beside itself. */
const REWRITTEN_PATH = '__nccwpck_require__.ab +';

/** What starts a phase in a bundle; it finds the bundle beside itself. */
const ENTRIES = ['main.js', 'post.js'];

/**
 * Bundles an action's emitted JavaScript into `dist/{index.js,package.json,licenses.txt}`, with one small entry for each
 * phase beside it. Throws Problem when a module is missing or a licence is not allowed.
 */
export async function bundleAction(root: string, action: string): Promise<void> {
  const folder = join(root, 'actions', action);
  const scratch = await mkdtemp(join(tmpdir(), 'fairlead-bundle-'));
  try {
    const [stats, dist] = [join(scratch, 'stats.json'), join(scratch, 'dist')];
    await runNcc(root, folder, ['-o', dist, '--stats-out', stats]);
    await checkCode(action, dist);
    await writeEntries(action, folder, dist);
    await writeLicenses(action, dist, stats);
    await rm(join(folder, 'dist'), { recursive: true, force: true });
    await cp(dist, join(folder, 'dist'), { recursive: true });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function checkCode(action: string, dist: string): Promise<void> {
  for (const name of (await readdir(dist)).filter((file) => file.endsWith('.js'))) {
    const code = await readFile(join(dist, name), 'utf8');
    if (code.includes(UNRESOLVED_IN_CODE)) {
      throw new Problem(`${action}: a module was not found by the bundler (${name})`);
    }
    if (code.includes(REWRITTEN_PATH)) {
      throw new Problem(
        `${action}: the bundler took a path for one of our files (${name}): build the path in a variable before it is used`,
      );
    }
  }
}

/** The emitted entries as they are, but for the name of the bundle. */
async function writeEntries(action: string, folder: string, dist: string): Promise<void> {
  const emitted = await readdir(join(folder, 'lib'));
  const sources = await readdir(join(folder, 'src'));
  for (const name of ENTRIES) {
    // what was compiled from a source that is gone is no entry
    if (!emitted.includes(name) || !sources.includes(name.replace(/js$/, 'ts'))) continue;
    const code = await readFile(join(folder, 'lib', name), 'utf8');
    const entry = code.replace("'./bundle.js'", "'./index.js'").replace(/^\/\/# sourceMappingURL=.*\n?/m, '');
    if (!entry.includes("'./index.js'")) throw new Problem(`${action}: ${name} does not start ./bundle.js`);
    await writeFile(join(dist, name), entry);
  }
}

async function runNcc(root: string, folder: string, args: readonly string[]): Promise<void> {
  const ncc = join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js');
  const argv = [process.execPath, ncc, 'build', 'lib/bundle.js', '--no-cache', ...args] as const;
  const { code, output } = await run(argv, { cwd: folder });
  if (code === 0 && !UNRESOLVED.some((pattern) => pattern.test(output))) return;
  throw new Problem(`ncc could not bundle ${folder} (exit code ${code})\n${output.trimEnd()}`);
}

async function writeLicenses(action: string, dist: string, stats: string): Promise<void> {
  const { modules } = JSON.parse(await readFile(stats, 'utf8')) as { modules: StatsModule[] };
  const packages = await Promise.all(packageFolders(modules).map(readPackage));
  const problems = licenseProblems(packages);
  if (problems.length > 0) throw new Problem(problems.map((problem) => `${action}: ${problem}`).join('\n'));
  await writeFile(join(dist, 'licenses.txt'), renderLicenses(packages));
}
