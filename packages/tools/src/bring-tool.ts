import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ExternalError,
  errorMessage,
  type Files,
  InputError,
  type InputProblem,
  type Logger,
  PolicyError,
} from '@fairlead/core';
import { knownVersions, platformOf, type Tool } from './tool.ts';

/** Which tool is wanted. */
export interface ToolWish {
  readonly tool: Tool;
  /** Exact version, with or without `v`. */
  readonly version: string;
  /** sha256 of the archive for this machine, in hex; needed for versions that are not in the list. */
  readonly sha256: string | undefined;
  /** Another address with the same files, for networks without the internet. */
  readonly baseUrl: string | undefined;
  /** Name of the input that asked for it. */
  readonly input: string;
}

/** What bringing a tool goes through. */
export interface ToolPorts {
  readonly files: Files;
  readonly log: Logger;
}

/**
 * Brings a tool in an exact version: from the runner's tool cache, else by a download whose sha256 is compared before
 * anything is unpacked. It is kept under a name of ours, so what another step has put into the cache is not taken for it.
 *
 * @returns the folder with the program
 * @throws InputError for a version without a digest; ExternalError TOOL_UNREACHABLE; PolicyError TOOL_DIGEST
 */
export async function bringTool(wish: ToolWish, { files, log }: ToolPorts): Promise<string> {
  const { tool, input } = wish;
  const version = wish.version.replace(/^v/, '');
  const platform = platformOf();
  const digest = digestOf(wish);
  if (digest === undefined) throw new InputError([unknownVersion(wish)]);
  useFolders();
  const { cacheDir, downloadTool, extractTar, find } = await import('@actions/tool-cache');
  const name = `fairlead-${tool.name}-${digest.slice(0, 12)}`;
  const kept = find(name, version);
  if (kept !== '') {
    log.info(`${tool.name} ${version} is in the tool cache`);
    return kept;
  }
  const url = `${(wish.baseUrl ?? tool.baseUrl).replace(/\/+$/, '')}/${tool.file(version, platform)}`;
  log.info(`${tool.name} ${version} is not in the tool cache: downloading ${url}`);
  const archive = await download(() => downloadTool(url), `${tool.name} ${version}`, url);
  try {
    const got = await files.sha256(archive);
    if (got !== digest) {
      throw new PolicyError({
        code: 'TOOL_DIGEST',
        message: `${url} has sha256 ${got}, expected ${digest}: it was removed and not unpacked`,
        hint: `compare ${input} with what the makers of ${tool.name} publish`,
      });
    }
    const folder = await extractTar(archive, undefined, ['xz', `--strip-components=${tool.strip}`]);
    const program = join(folder, tool.program ?? tool.name);
    if ((await files.stat(program))?.kind !== 'file')
      throw new ExternalError({ code: 'TOOL_UNREACHABLE', message: `${url} holds no ${tool.name}` });
    return await cacheDir(folder, name, version);
  } finally {
    await files.remove(archive);
  }
}

/** A version of a tool that setup actions and runner images have put into the tool cache. */
export interface KeptVersion {
  /** As semver writes it. */
  readonly version: string;
  readonly folder: string;
}

/** All versions of a tool in the runner's tool cache, under the name that setup actions use. */
export async function keptVersions(name: string): Promise<readonly KeptVersion[]> {
  useFolders();
  const { find, findAllVersions } = await import('@actions/tool-cache');
  return findAllVersions(name).map((version) => ({ version, folder: find(name, version) }));
}

async function download(work: () => Promise<string>, what: string, url: string): Promise<string> {
  try {
    return await work();
  } catch (error) {
    throw new ExternalError({
      code: 'TOOL_UNREACHABLE',
      message: `${what} is neither in the tool cache nor at ${url}: ${errorMessage(error)}`,
      hint: `without the internet: put ${what.split(' ')[0]} on PATH in an earlier step, or name another address`,
      retryable: true,
      cause: error,
    });
  }
}

/** What is wrong with a wish: a version that nobody vouches for. Undefined when it can be brought. */
export function wishProblem(wish: ToolWish): InputProblem | undefined {
  return digestOf(wish) === undefined ? unknownVersion(wish) : undefined;
}

/** The sha256 that the archive must have; undefined when neither the user nor the list has one. */
function digestOf({ tool, version, sha256 }: ToolWish): string | undefined {
  return (sha256 ?? tool.digests[version.replace(/^v/, '')]?.[platformOf()])?.toLowerCase();
}

function unknownVersion({ tool, version, input }: ToolWish): InputProblem {
  return {
    input,
    value: version,
    problem: `is a version of ${tool.name} without a known sha256 for ${platformOf()}`,
    allowed: `${knownVersions(tool).join(', ')}, or any version together with its sha256`,
  };
}

/** The toolkit takes its folders from the runner; outside of one they are below the home and the temporary folder. */
function useFolders(): void {
  process.env['RUNNER_TOOL_CACHE'] ??= join(homedir(), '.cache', 'fairlead', 'tool-cache');
  process.env['RUNNER_TEMP'] ??= tmpdir();
}
