import { CancelledError, ExternalError, errorMessage, PolicyError } from '@fairlead/core';
import { type GoModule, isFailedTool } from '@fairlead/go';
import type { DownloadOptions } from './download.ts';
import { keepFiles } from './keep-files.ts';

/** As many lines of a difference are shown. */
const SHOWN = 60;

/**
 * Checks that modules are what they are said to be: what lies in the module cache is what was downloaded, and go.mod and
 * go.sum are as `go mod tidy` leaves them. Nothing is changed.
 *
 * @throws PolicyError BUILD_CHECKSUM_MISMATCH, BUILD_MODULES_UNTIDY with the difference; ExternalError BUILD_MODULES_UNAVAILABLE
 */
export async function verifyModules(options: DownloadOptions, modules: readonly GoModule[]): Promise<void> {
  for (const module of modules) {
    if (!module.vendored) await verifyContent(options, module);
    await verifyTidy(options, module);
  }
}

async function verifyContent({ run, show }: DownloadOptions, { dir }: GoModule): Promise<void> {
  const { exec, env, signal } = run;
  const { exitCode, stdout, stderr } = await exec.run('go', ['mod', 'verify'], {
    cwd: dir,
    env,
    signal,
    okCodes: 'any',
  });
  const altered = `${stdout}\n${stderr}`.split('\n').filter((line) => /has been modified/.test(line));
  if (exitCode === 0 || altered.length === 0) return; // what else is wrong, the build says better
  throw new PolicyError({
    code: 'BUILD_CHECKSUM_MISMATCH',
    message: `a module of ${show(`${dir}/go.mod`)} was changed after it was downloaded: ${altered[0]?.trim()}`,
    hint: 'empty the module cache of this machine (go clean -modcache); what had changed it may have changed more',
    location: { file: show(`${dir}/go.mod`) },
    details: altered,
  });
}

async function verifyTidy({ run, files, log, show }: DownloadOptions, module: GoModule): Promise<void> {
  const { dir, workFile } = module;
  const file = show(`${dir}/go.mod`);
  const { exec, env, signal } = run;
  const { value: diff } = await keepFiles(files, [`${dir}/go.mod`, `${dir}/go.sum`], async () => {
    try {
      const options = { cwd: dir, env, signal, okCodes: [0, 1] };
      const { exitCode, stdout, stderr } = await exec.run('go', ['mod', 'tidy', '-diff'], options);
      if (exitCode === 0 || stdout.trim() !== '') return stdout;
      return new Error(stderr.trim().split('\n').at(-1) ?? 'go mod tidy failed');
    } catch (error) {
      if (error instanceof CancelledError || !isFailedTool(error)) throw error;
      return error;
    }
  });
  if (typeof diff !== 'string') return explainUnknown(errorMessage(diff), { file, workFile, log });
  if (diff.trim() === '') return;
  const lines = diff.trimEnd().split('\n');
  for (const line of lines.slice(0, SHOWN)) log.info(line);
  throw new PolicyError({
    code: 'BUILD_MODULES_UNTIDY',
    message: `${file} and its go.sum are not as go mod tidy leaves them`,
    hint: 'run go mod tidy and commit both files',
    location: { file, line: firstLine(lines) },
    details: lines.slice(0, SHOWN),
  });
}

/** A module of a go.work may need others of it that nobody has published: then tidy has no answer. */
function explainUnknown(
  why: string,
  {
    file,
    workFile,
    log,
  }: { readonly file: string; readonly workFile: string | undefined; readonly log: DownloadOptions['log'] },
): void {
  if (workFile !== undefined) {
    log.warn(`whether ${file} is tidy cannot be said beside a go.work: ${why}`);
    return;
  }
  throw new ExternalError({
    code: 'BUILD_MODULES_UNAVAILABLE',
    message: `whether ${file} is tidy cannot be said: ${why}`,
    hint: 'go mod tidy -diff needs Go 1.23 or newer, and all modules, those of tests too: check GOPROXY and GOPRIVATE',
    location: { file },
    retryable: true,
  });
}

/** The first line of the old go.mod that differs, by the head of the first hunk. */
function firstLine(diff: readonly string[]): number | undefined {
  const at = diff.findIndex((line) => line.startsWith('@@'));
  const start = Number(/^@@ -(\d+)/.exec(diff[at] ?? '')?.[1]);
  if (!/go\.mod$/.test(diff.findLast((line, index) => index < at && line.startsWith('--- ')) ?? ''))
    return undefined;
  const context = diff.slice(at + 1).findIndex((line) => /^[-+]\s*\S/.test(line));
  return Number.isNaN(start) || context < 0 ? undefined : Math.max(1, start) + context;
}
