import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '@fairlead/core';
import { cacheRoot } from '../paths.ts';
import { type Progress, withProgress } from '../progress.ts';
import { makeOnce } from '../system/make-once.ts';
import { findProgram } from '../system/programs.ts';
import { run } from '../system/run.ts';
import { markUsed } from './cache.ts';
import { installPackages } from './debian.ts';

/** Packages of PyPI that are needed together. */
export interface PythonSpec {
  /** Unique name; part of the cache folder's name. */
  readonly name: string;
  /** Absolute path of a requirements file that pins every package by version and hashes. */
  readonly requirements: string;
}

/** Packages that are installed. */
export interface PythonTool {
  /** The Python that they were installed for. */
  readonly python: string;
  /** For `PYTHONPATH`; programs are in its folder `bin`. */
  readonly folder: string;
}

/**
 * Installs packages into a folder of the cache, once. Only what the file names, only with the hashes that it names, and
 * no package's own code runs. Throws ToolError when there is no Python 3.11 or newer, or a package cannot be had.
 */
export async function ensurePython(spec: PythonSpec, progress: Progress): Promise<PythonTool> {
  const python = 'python3';
  const version = await pythonVersion(python);
  const text = await readFile(spec.requirements, 'utf8');
  const key = createHash('sha256')
    .update(JSON.stringify([version, text]))
    .digest('hex')
    .slice(0, 16);
  const folder = join(cacheRoot(), 'tools', `${spec.name}-${key}`);
  if (!existsSync(folder)) {
    await withProgress(progress, `installing ${spec.name}`, async () => {
      await ensurePip(python, progress);
      await makeOnce(folder, (half) => install(python, spec, half));
    });
  }
  await markUsed(folder);
  return { python, folder };
}

async function pythonVersion(python: string): Promise<string> {
  const code = 'import sys, sysconfig; print("%d.%d" % sys.version_info[:2], sysconfig.get_platform())';
  const { stdout } = await run([python, '-c', code]);
  const version = stdout.trim();
  const [, minor] = /^3\.(\d+) /.exec(version) ?? [];
  if (Number(minor) >= 11) return version;
  throw new ToolError({
    code: 'TOOL_MISSING',
    message: `Python ${version} is too old for the tools that look at releases and workflows`,
    hint: 'install Python 3.11 or newer as python3',
    argv: [python],
  });
}

async function ensurePip(python: string, progress: Progress): Promise<void> {
  const has = async (): Promise<boolean> =>
    (await run([python, '-m', 'pip', '--version'], { allowedCodes: [1] })).code === 0;
  if (await has()) return;
  const mayInstall = process.getuid?.() === 0 && findProgram('apt-get') !== undefined;
  if (mayInstall) await installPackages(['python3-pip'], () => ['python3-pip'], progress);
  if (mayInstall && (await has())) return;
  throw new ToolError({
    code: 'TOOL_MISSING',
    message: `${python} has no pip`,
    hint: 'install pip for it: the Debian package is python3-pip',
    argv: [python, '-m', 'pip'],
  });
}

async function install(python: string, { requirements }: PythonSpec, folder: string): Promise<void> {
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-input', '--root-user-action', 'ignore'];
  const exact = ['--require-hashes', '--no-deps', '--only-binary', ':all:'];
  await run([python, '-m', 'pip', 'install', ...quiet, ...exact, '--target', folder, '-r', requirements]);
}
