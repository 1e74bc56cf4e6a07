import { ExternalError, PolicyError } from '@fairlead/core';
import { type GoModule, type GoRun, isFailedTool, parseGoMessage } from '@fairlead/go';

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
  run: GoRun,
  module: GoModule,
  show: (path: string) => string,
): Promise<readonly Downloaded[]> {
  const { exec, env, signal } = run;
  try {
    const { stdout } = await exec.run('go', ['mod', 'download', '-json'], { cwd: module.dir, env, signal });
    return readDownloads(stdout);
  } catch (error) {
    if (!isFailedTool(error)) throw error;
    throw explainDownload(error.lastLines, module, show);
  }
}

/** Reads the stream of objects; one that is cut or foreign is left out. */
export function readDownloads(text: string): readonly Downloaded[] {
  return text
    .split(/(?<=^\})\n/m)
    .filter((part) => part.trimStart().startsWith('{'))
    .flatMap((part) => {
      try {
        return [JSON.parse(part) as Downloaded];
      } catch {
        return [];
      }
    });
}

function explainDownload(lines: readonly string[], module: GoModule, show: (path: string) => string) {
  const text = lines.join('\n');
  const failed = readDownloads(text.slice(Math.max(0, text.search(/^\{/m)))).find(
    (download) => download.Error !== undefined,
  );
  const reason = failed?.Error ?? parseGoMessage(text) ?? lines.at(-1) ?? 'go mod download failed';
  const what = failed?.Path === undefined ? 'a dependency' : `${failed.Path}@${failed.Version ?? ''}`;
  const first = reason.split('\n').find((line) => line.trim() !== '') ?? reason;
  const file = show(`${module.dir}/go.mod`);
  if (/checksum mismatch|SECURITY ERROR/.test(text)) {
    return new PolicyError({
      code: 'GO_CHECKSUM_MISMATCH',
      message: `${what} of ${file} is not what go.sum says: ${first}`,
      hint: 'do not build; find out who changed the module before you change go.sum',
      location: { file: show(`${module.dir}/go.sum`) },
      details: lines,
    });
  }
  return new ExternalError({
    code: 'GO_MODULES_UNAVAILABLE',
    message: `${what} of ${file} cannot be downloaded: ${first}`,
    hint: 'check GOPROXY, GOPRIVATE and the credentials for private modules; run again if the proxy was down',
    location: { file },
    details: lines,
    retryable: true,
  });
}
