import { arch, platform } from 'node:os';
import { ExternalError, errorMessage } from '@fairlead/core';
import { type GoRelease, readReleases } from '@fairlead/go';
import { bringTool, platformOf, type Tool } from '@fairlead/tools';
import type { GoBuildContext } from '../context.ts';

const GO_DEV = 'https://go.dev/dl';
/** The whole list has all releases with all their files. */
const MOST_BYTES = 64 * 1024 * 1024;
const LIST_MS = 60_000;

/** Asks for the list of all releases for this machine. @throws ExternalError TOOL_UNREACHABLE */
export async function listReleases({ inputs, http, signal }: GoBuildContext): Promise<readonly GoRelease[]> {
  const url = `${addressOf(inputs.goDownloadBaseUrl)}/?mode=json&include=all`;
  const fail = (why: string, cause?: unknown): ExternalError =>
    new ExternalError({
      code: 'TOOL_UNREACHABLE',
      message: `the list of Go releases cannot be had from ${url}: ${why}`,
      hint: 'without the internet: put Go on PATH in an earlier step, name a mirror in go-download-base-url, or give an exact go-version with go-sha256',
      retryable: true,
      cause,
    });
  let answer: Awaited<ReturnType<typeof http.send>>;
  try {
    answer = await http.send({ url, signal, timeoutMs: LIST_MS, maxBytes: MOST_BYTES });
  } catch (error) {
    throw fail(errorMessage(error), error);
  }
  if (answer.status !== 200) throw fail(`it answers ${answer.status}`);
  let value: unknown;
  try {
    value = answer.json();
  } catch {
    value = undefined;
  }
  const releases = readReleases(value, osOf(), archOf());
  if (releases === undefined)
    throw fail('it answers with no such list; a mirror without one needs an exact go-version with go-sha256');
  return releases;
}

/** Brings a release into the tool cache. Gives its folder. @throws ExternalError TOOL_UNREACHABLE; PolicyError TOOL_DIGEST; InputError */
export async function downloadGo(
  { inputs, files, log }: GoBuildContext,
  { version, file, sha256 }: GoRelease,
): Promise<string> {
  const name = file === '' ? `go${version.text}.${osOf()}-${archOf()}.tar.gz` : file;
  const tool: Tool = {
    name: 'go',
    baseUrl: GO_DEV,
    file: () => name,
    program: 'bin/go',
    strip: 1,
    digests: {},
  };
  const baseUrl = addressOf(inputs.goDownloadBaseUrl);
  return bringTool(
    { tool, version: toSemver(version.text), sha256, baseUrl, input: 'go-version' },
    { files, log },
  );
}

/** `1.27rc1` as the tool cache wants it. */
function toSemver(text: string): string {
  const [, release = text, pre] = /^(\d+\.\d+(?:\.\d+)?)((?:rc|beta)\d+)$/.exec(text) ?? [];
  const whole = release.split('.').length < 3 ? `${release}.0` : release;
  return pre === undefined ? whole : `${whole}-${pre}`;
}

function addressOf(given: string | undefined): string {
  return (given ?? GO_DEV).replace(/\/+$/, '');
}

function osOf(): string {
  return platform() === 'win32' ? 'windows' : platform();
}

function archOf(): string {
  return platformOf(platform(), arch()).split('-')[1] ?? '';
}
