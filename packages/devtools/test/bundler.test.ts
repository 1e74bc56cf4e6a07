import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type BundleJob, readModules, runBundler } from '../src/build/bundler.ts';
import { writeBundle } from '../src/build/write-bundle.ts';
import { REPOSITORY_ROOT } from '../src/paths.ts';

let scratch = '';

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'fairlead-bundler-'));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

async function workspace(name: string, code: string): Promise<BundleJob> {
  const folder = join(scratch, name);
  await mkdir(join(folder, 'lib'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'lib', 'other.js'), 'export const word = "from the other module";\n');
  await writeFile(join(folder, 'lib', 'bundle.js'), code);
  return { folder, out: join(scratch, 'out', name) };
}

function bundle(jobs: readonly BundleJob[]): Promise<{ readonly done: readonly BundleJob[]; why?: string }> {
  const done: BundleJob[] = [];
  return runBundler(REPOSITORY_ROOT, jobs, (job) => done.push(job)).then(
    () => ({ done }),
    (error: Error) => ({ done, why: error.message }),
  );
}

const GOOD = "import { word } from './other.js';\nconsole.log(word);\n";

it('bundles one workspace after the other, each from its own folder', async () => {
  const jobs = [await workspace('one', GOOD), await workspace('two', `${GOOD}console.log('two');\n`)];
  expect(await bundle(jobs)).toEqual({ done: jobs });
  const [one, two] = await Promise.all(jobs.map(({ out }) => readFile(join(out, 'dist/index.js'), 'utf8')));
  expect(one).toContain('from the other module');
  expect(one).not.toContain("console.log('two')");
  expect(two).toContain("console.log('two')");
  expect(JSON.stringify(await readModules(jobs[0] as BundleJob))).toContain(
    join(scratch, 'one', 'lib', 'other.js'),
  );
});

it('names the workspace that cannot be bundled; what was done before it stands', async () => {
  const jobs = [await workspace('one', GOOD), await workspace('broken', 'export const = 1;\n')];
  const { done, why } = await bundle(jobs);
  expect(done).toEqual([jobs[0]]);
  expect(why).toMatch(/^ncc could not bundle \S+\/broken \(exit code 1\)\n/);
});

it('refuses a bundle that lacks a module, of which the bundler says nothing', async () => {
  const code = "import lost from 'not-installed';\nconsole.log(lost, await import('not-there-either'));\n";
  const job = await workspace('one', code);
  expect(await bundle([job])).toEqual({ done: [job] });
  await expect(writeBundle(REPOSITORY_ROOT, 'one', job)).rejects.toThrow(
    'one: not installed, and needed: not-installed, not-there-either',
  );
});
