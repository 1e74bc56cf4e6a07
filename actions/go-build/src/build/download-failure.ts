import { type ExecResult, ExternalError, type FairleadError, type Files } from '@fairlead/core';
import {
  checksumMismatch,
  findMachineFault,
  type GoModule,
  machineFailure,
  moduleHint,
  parseGoMessage,
  splitObjects,
} from '@fairlead/go';

/** Of the JSON objects that `go mod download -json` prints, what is needed here. */
export interface Downloaded {
  readonly Path?: string;
  readonly Version?: string;
  readonly Zip?: string;
  readonly Error?: string;
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

/** Why the modules of a go.mod could not be had, by what the go command said. */
export async function explainDownload(
  { stdout, stderr }: Pick<ExecResult, 'stdout' | 'stderr'>,
  module: GoModule,
  { files, show }: { readonly files: Files; readonly show: (path: string) => string },
): Promise<FairleadError> {
  const file = show(`${module.dir}/go.mod`);
  const failed = readDownloads(stdout).find((download) => download.Error !== undefined);
  const text = [failed?.Error ?? '', stderr].join('\n').trim();
  const details = text.split('\n').slice(0, 20);
  const fault = findMachineFault(text);
  if (fault !== undefined) return machineFailure(fault, `downloading modules of ${file}`);
  const sumFile = `${module.dir}/go.sum`;
  const sums = (await files.stat(sumFile))?.kind === 'file' ? await files.readText(sumFile) : undefined;
  const altered = checksumMismatch(text, { code: 'BUILD_CHECKSUM_MISMATCH', module, show, sums });
  if (altered !== undefined) return altered;
  const line = failed?.Error ?? parseGoMessage(stderr) ?? details[0] ?? 'go mod download failed';
  const named = /(?:^|\s)(\S+@\S+): (.*)$/.exec(line.split('\n')[0] ?? line);
  const what = failed?.Path === undefined ? named?.[1] : `${failed.Path}@${failed.Version ?? ''}`;
  const forbidden = /disabled by GOPROXY=off/.test(text);
  const pinned = what === undefined || (await isPinned(files, module, what));
  return new ExternalError({
    code: 'BUILD_MODULES_UNAVAILABLE',
    message: `${what ?? 'a dependency'} of ${file} cannot be downloaded: ${named?.[2] ?? line}${pinned || !forbidden ? '' : '; go.sum has no line for it'}`,
    hint: (forbidden ? undefined : moduleHint(text)) ?? hintFor(forbidden, pinned),
    location: { file },
    details,
    retryable: !forbidden,
  });
}

function hintFor(forbidden: boolean, pinned: boolean): string {
  if (forbidden && !pinned) return 'run go mod tidy and commit go.mod and go.sum';
  if (forbidden)
    return 'GOPROXY=off forbids downloads: set GOPROXY to a proxy or a folder that has the module, restore the module cache before, or commit a vendor folder';
  return 'check GOPROXY, GOPRIVATE and the credentials for private modules; run again if the proxy was down';
}

/** Whether go.sum, or go.work.sum beside a go.work, has a line for `path@version`. */
async function isPinned(files: Files, { dir, workFile }: GoModule, what: string): Promise<boolean> {
  const [path, version] = what.split('@');
  for (const file of [`${dir}/go.sum`, ...(workFile === undefined ? [] : [`${workFile}.sum`])]) {
    if ((await files.stat(file))?.kind !== 'file') continue;
    if ((await files.readText(file)).split('\n').some((line) => line.startsWith(`${path} ${version} `)))
      return true;
  }
  return false;
}
