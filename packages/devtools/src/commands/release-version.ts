import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countOf } from '@fairlead/core';
import { parseArguments } from '../arguments.ts';
import { REPOSITORY_ROOT } from '../paths.ts';
import { Problem } from '../problem.ts';
import { addVersion, type Change, readChange } from '../release/changelog.ts';
import { run } from '../system/run.ts';

/** `release-version`: raises the one version of everything and moves the texts of `.changeset/` into the changelog. */
export async function releaseVersionCommand(args: readonly string[]): Promise<number> {
  parseArguments(args, { words: [] });
  const changes = await pendingChanges();
  if (changes.length === 0) throw new Problem('there is nothing to release: .changeset/ has no changes');
  const changesets = join(REPOSITORY_ROOT, 'node_modules/@changesets/cli/bin.js');
  const { code, output } = await run([process.execPath, changesets, 'version'], { cwd: REPOSITORY_ROOT });
  if (code !== 0) throw new Problem(`changesets could not raise the version\n${output.trimEnd()}`);
  const version = await syncRootVersion();
  await syncLockFile(version);
  const changelog = join(REPOSITORY_ROOT, 'CHANGELOG.md');
  await writeFile(changelog, addVersion(await readFile(changelog, 'utf8'), version, changes));
  console.log(`version ${version} with ${countOf(changes.length, 'change')}`);
  return 0;
}

async function pendingChanges(): Promise<Change[]> {
  const folder = join(REPOSITORY_ROOT, '.changeset');
  const names = (await readdir(folder)).filter((name) => name.endsWith('.md') && name !== 'README.md').sort();
  const sources = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return sources.flatMap((source) => readChange(source) ?? []);
}

/** Changesets knows the workspaces only; the root follows them. */
async function syncRootVersion(): Promise<string> {
  const core = await readFile(join(REPOSITORY_ROOT, 'packages/core/package.json'), 'utf8');
  const { version } = JSON.parse(core) as { version: string };
  const path = join(REPOSITORY_ROOT, 'package.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace(/"version": "[^"]*"/, `"version": "${version}"`));
  return version;
}

interface LockFile {
  version: string;
  readonly packages: Readonly<Record<string, { version?: string }>>;
}

/** The lock file names the version of the root and of every workspace. */
async function syncLockFile(version: string): Promise<void> {
  const path = join(REPOSITORY_ROOT, 'package-lock.json');
  const lock = JSON.parse(await readFile(path, 'utf8')) as LockFile;
  lock.version = version;
  for (const [folder, entry] of Object.entries(lock.packages)) {
    const isOurs = folder === '' || /^(packages|actions)\/[^/]+$/.test(folder);
    if (isOurs && entry.version !== undefined) entry.version = version;
  }
  await writeFile(path, `${JSON.stringify(lock, undefined, 2)}\n`);
}
