import type { Files, Logger } from '@fairlead/core';
import type { GoModule, GoRun } from '@fairlead/go';
import { type Downloaded, explainDownload, readDownloads } from './download-failure.ts';
import { keepFiles } from './keep-files.ts';

/** What a download is made with. */
export interface DownloadOptions {
  readonly run: GoRun;
  readonly files: Files;
  readonly log: Logger;
  readonly show: (path: string) => string;
}

/**
 * Downloads what the modules require, once for each go.work and each module without one. Vendored ones need nothing.
 * go.mod, go.sum and go.work.sum stay as they are. Gives the number of modules.
 *
 * @throws ExternalError BUILD_MODULES_UNAVAILABLE or DISK_FULL; PolicyError BUILD_CHECKSUM_MISMATCH.
 */
export async function downloadModules(
  options: DownloadOptions,
  modules: readonly GoModule[],
): Promise<number> {
  const homes = new Map<string, GoModule>();
  for (const module of modules) if (!module.vendored) homes.set(module.workFile ?? module.dir, module);
  const archives = new Set<string>();
  for (const module of homes.values()) {
    const { value, putBack } = await keepPins(options.files, module, () => downloadOne(options, module));
    if (putBack.length > 0)
      options.log.info(
        `${putBack.map(options.show).join(', ')}: Go would change it, go mod tidy is due; left as it is`,
      );
    for (const { Zip } of value) if (Zip !== undefined) archives.add(Zip);
  }
  return archives.size;
}

/** Lets work be done in a module, whose files that pin dependencies stay as they are. */
export function keepPins<T>(files: Files, module: GoModule, work: () => Promise<T>) {
  return keepFiles(files, pinningFiles(module), work);
}

/** The files that pin dependencies, and that Go might write. */
export function pinningFiles({ dir, workFile }: GoModule): readonly string[] {
  const own = [`${dir}/go.mod`, `${dir}/go.sum`];
  return workFile === undefined ? own : [...own, workFile, `${workFile}.sum`];
}

async function downloadOne(options: DownloadOptions, module: GoModule): Promise<readonly Downloaded[]> {
  const { exec, env, signal } = options.run;
  const args = ['mod', 'download', '-json'];
  const result = await exec.run('go', args, { cwd: module.dir, env, signal, okCodes: 'any' });
  if (result.exitCode === 0) return readDownloads(result.stdout);
  throw await explainDownload(result, module, options);
}
