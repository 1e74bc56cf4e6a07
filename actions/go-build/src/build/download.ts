import { type ExecResult, ExternalError, type FairleadError, PolicyError } from '@fairlead/core';
import { type GoModule, type GoRun, parseGoMessage, splitObjects } from '@fairlead/go';

/** Downloads what the modules require, once for each go.work and each module without one. Vendored ones need nothing. Gives the archives' paths. */
export async function downloadModules(
  run: GoRun,
  modules: readonly GoModule[],
  show: (path: string) => string,
): Promise<ReadonlySet<string>> {
  const homes = new Map<string, GoModule>();
  for (const module of modules) if (!module.vendored) homes.set(module.workFile ?? module.dir, module);
  const archives = new Set<string>();
  for (const module of homes.values()) {
    for (const { Zip } of await downloadOne(run, module, show)) if (Zip !== undefined) archives.add(Zip);
  }
  return archives;
}

/** Of the JSON objects that `go mod download -json` prints, what is needed here. */
interface Downloaded {
  readonly Path?: string;
  readonly Version?: string;
  readonly Zip?: string;
  readonly Error?: string;
}

async function downloadOne(
  { exec, env, signal }: GoRun,
  module: GoModule,
  show: (path: string) => string,
): Promise<readonly Downloaded[]> {
  const args = ['mod', 'download', '-json'];
  const result = await exec.run('go', args, { cwd: module.dir, env, signal, okCodes: 'any' });
  if (result.exitCode === 0) return readDownloads(result.stdout);
  throw explainDownload(result, module, show);
}

/** Reads the stream of objects; one that is cut or foreign is left out. */
export function readDownloads(text: string): readonly Downloaded[] {
  return splitObjects(text)
    .filter((part) => part.trimStart().startsWith('{'))
    .flatMap((part) => {
      try {
        return [JSON.parse(part) as Downloaded];
      } catch {
        return [];
      }
    });
}

function explainDownload(
  { stdout, stderr }: Pick<ExecResult, 'stdout' | 'stderr'>,
  module: GoModule,
  show: (path: string) => string,
): FairleadError {
  const file = show(`${module.dir}/go.mod`);
  const failed = readDownloads(stdout).find((download) => download.Error !== undefined);
  const text = [failed?.Error ?? '', stderr].join('\n').trim();
  const details = text.split('\n').slice(0, 20);
  const altered = /verifying (\S+): checksum mismatch/.exec(text)?.[1];
  if (altered !== undefined || text.includes('SECURITY ERROR')) {
    return new PolicyError({
      code: 'BUILD_CHECKSUM_MISMATCH',
      message: `${altered ?? 'a dependency'} of ${file} is not the module that go.sum knows: its checksum differs`,
      hint: 'do not build; find out who changed the module before you change go.sum',
      location: { file: show(`${module.dir}/go.sum`) },
      details,
    });
  }
  const line = failed?.Error ?? parseGoMessage(stderr) ?? details[0] ?? 'go mod download failed';
  const named = /^(\S+@\S+): (.*)$/.exec(line.split('\n')[0] ?? line);
  const what = failed?.Path === undefined ? named?.[1] : `${failed.Path}@${failed.Version ?? ''}`;
  return new ExternalError({
    code: 'BUILD_MODULES_UNAVAILABLE',
    message: `${what ?? 'a dependency'} of ${file} cannot be downloaded: ${named?.[2] ?? line}`,
    hint: 'check GOPROXY, GOPRIVATE and the credentials for private modules; run again if the proxy was down',
    location: { file },
    details,
    retryable: true,
  });
}
