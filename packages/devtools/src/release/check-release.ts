import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buildBundles } from '../build/build-bundles.ts';
import { bundleNames } from '../build/bundles.ts';
import { Problem } from '../problem.ts';
import { filesBelow } from '../system/hash.ts';
import { run } from '../system/run.ts';
import { BUILT, writeBuiltFiles } from './built-files.ts';
import { copyClean } from './clean-copy.ts';
import { type ReleaseFacts, readReleaseFile } from './release-facts.ts';

/** What was found out about a release. */
export interface ReleaseCheck {
  readonly facts: ReleaseFacts;
  /** How many files a build makes. */
  readonly files: number;
  /** What the comparison with the source commit said. */
  readonly source: string;
  readonly problems: readonly string[];
}

/**
 * Builds a release that is checked out from its own source, in another folder, and compares what comes out with what
 * the release holds. Throws Problem when the checkout is no release, or was changed.
 */
export async function checkRelease(root: string, tell: (line: string) => void): Promise<ReleaseCheck> {
  const facts = await readReleaseFile(root);
  const changed = await git(root, 'status', '--porcelain', '--untracked-files=no');
  if (changed !== '') throw new Problem(`the checkout was changed, git restore it first:\n${changed}`);
  const held = (await git(root, 'ls-files')).split('\n').filter((path) => BUILT.test(path));
  const work = join(root, '.fairlead/check-release');
  const [copy, built] = [join(work, 'source'), join(work, 'built')];
  await rm(work, { recursive: true, force: true });
  try {
    await copyClean(root, copy);
    await buildBundles({ root: copy, bundles: bundleNames, tell });
    await writeBuiltFiles(copy, built, facts);
    const problems = await compareFiles(root, held, built);
    const source = await compareSource(root, facts.source);
    const files = (await filesBelow(built)).length;
    return { facts, files, source: source.found, problems: [...problems, ...source.problems] };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** What differs between the files that a release holds and those of a build, in words. */
export async function compareFiles(root: string, held: readonly string[], built: string): Promise<string[]> {
  const made = await filesBelow(built);
  const problems: string[] = [];
  for (const path of [...new Set([...held, ...made])].sort()) {
    if (!made.includes(path)) problems.push(`${path} is in the release, a build does not make it`);
    else if (!held.includes(path)) problems.push(`${path} is made by a build, the release lacks it`);
    else if (!(await readFile(join(root, path))).equals(await readFile(join(built, path)))) {
      problems.push(`${path} differs from what a build makes`);
    }
  }
  return problems;
}

/** All that is no work of a build must be the source commit's, without its workflows. */
async function compareSource(root: string, source: string): Promise<{ found: string; problems: string[] }> {
  const { code } = await run(['git', 'cat-file', '-e', `${source}^{commit}`], { cwd: root });
  if (code !== 0) return { found: 'not in this clone, so not compared: git fetch origin main', problems: [] };
  const names = (await git(root, 'diff', '--name-status', '--no-renames', source, 'HEAD')).split('\n');
  // What a release leaves out: our own workflows.
  const changed = names.filter((line) => line !== '' && !line.startsWith('D\t.github/workflows/'));
  const other = changed.map((line) => line.slice(2)).filter((name) => !BUILT.test(name));
  return {
    found: other.length === 0 ? 'the same but for our own workflows' : 'other files',
    problems: other.map((name) => `${name} is not that of the source commit`),
  };
}

async function git(cwd: string, ...args: readonly string[]): Promise<string> {
  const { code, output } = await run(['git', ...args], { cwd });
  if (code !== 0) throw new Problem(`git ${args[0]} failed in ${cwd}\n${output.trimEnd()}`);
  return output.trimEnd();
}
