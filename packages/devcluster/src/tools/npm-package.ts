import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '@fairlead/core';
import { cacheRoot, type Environment } from '../paths.ts';
import { type Progress, withProgress } from '../progress.ts';
import { makeOnce } from '../system/make-once.ts';
import { run } from '../system/run.ts';
import { markUsed } from './cache.ts';

/** A package of npm of which files are wanted, not code. */
export interface NpmPackage {
  /** Unique name; part of the cache folder's name. */
  readonly name: string;
  readonly package: string;
  readonly version: string;
  /** Hash of its archive as lock files write it: `sha512-` and base64. */
  readonly integrity: string;
  /** For the line that is shown while it is fetched, for example `70 MB`. */
  readonly size: string;
  /** Changes when `prepare` does. */
  readonly recipe: number;
}

/** Folder of the cache for a package, whether it is there or not. */
export function npmPackageFolder(
  { name, version, integrity, recipe }: NpmPackage,
  env: Environment = process.env,
): string {
  const key = createHash('sha256').update(`${version}\n${integrity}\n${recipe}`).digest('hex').slice(0, 16);
  return join(cacheRoot(env), 'tools', `${name}-${key}`);
}

/**
 * Unpacks a package into a folder of the cache, once; `prepare` makes of it what is kept. Only with the hash that is
 * named, and no script of the package runs. Throws ToolError when it cannot be had or is another one.
 */
export async function ensureNpmPackage(
  spec: NpmPackage,
  prepare: (folder: string) => Promise<void>,
  progress: Progress,
): Promise<string> {
  const folder = npmPackageFolder(spec);
  if (!existsSync(folder)) {
    await withProgress(progress, `fetching ${spec.name} (${spec.size}, once)`, () =>
      makeOnce(folder, async (half) => {
        await unpack(spec, half);
        await prepare(half);
      }),
    );
  }
  await markUsed(folder);
  return folder;
}

async function unpack(spec: NpmPackage, half: string): Promise<void> {
  const argv = [
    'npm',
    'pack',
    `${spec.package}@${spec.version}`,
    '--ignore-scripts',
    '--pack-destination',
    half,
  ];
  await run(argv, { cwd: half });
  const [file = ''] = await readdir(half);
  const archive = join(half, file);
  requireHash(spec, await readFile(archive), argv);
  await run(['tar', '-xzf', archive, '--strip-components=1', '-C', half], { cwd: half });
  await rm(archive);
}

/** Throws ToolError when the archive is not the one that was meant. */
export function requireHash(
  { name, integrity }: Pick<NpmPackage, 'name' | 'integrity'>,
  archive: Uint8Array,
  argv: readonly string[] = [],
): void {
  const found = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  if (found === integrity) return;
  throw new ToolError({
    code: 'TOOL_FAILED',
    message: `the package of ${name} has the hash ${found}, not ${integrity}`,
    hint: 'ask your registry, or the proxy before it, why it gives another file',
    argv,
  });
}
