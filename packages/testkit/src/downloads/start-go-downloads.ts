import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { makeTar } from '@fairlead/core';
import { listenOnLoopback, sendJson } from '../server/loopback.ts';

/** A fake of https://go.dev/dl on loopback, for this machine's platform. */
export interface RunningGoDownloads {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  /** sha256 of a release's archive. */
  sha256(version: string): string;
  close(): Promise<void>;
}

/** What the fake serves. */
export interface GoDownloadsOptions {
  /** Text of the program `bin/go` by version. */
  readonly releases: Readonly<Record<string, string>>;
  /** Versions whose archives are other than the list says. */
  readonly altered?: readonly string[];
  /** A mirror that has files alone. */
  readonly withoutList?: boolean;
}

const PLATFORM = `${process.platform}-${process.arch === 'x64' ? 'amd64' : process.arch}`;

/** Starts the fake: the list with `?mode=json`, and an archive for each release. */
export async function startGoDownloads({
  releases,
  altered = [],
  withoutList = false,
}: GoDownloadsOptions): Promise<RunningGoDownloads> {
  const asked: string[] = [];
  const archives = new Map(Object.entries(releases).map(([version, text]) => [version, pack(text)]));
  const hash = (version: string): string =>
    createHash('sha256')
      .update(archives.get(version) ?? '')
      .digest('hex');
  const nameOf = (version: string): string => `go${version}.${PLATFORM}.tar.gz`;
  const [os, arch] = PLATFORM.split('-');
  const list = Object.keys(releases).map((version) => ({
    version: `go${version}`,
    stable: !/rc|beta/.test(version),
    files: [{ filename: nameOf(version), os, arch, kind: 'archive', sha256: hash(version) }],
  }));
  const server = await listenOnLoopback(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    asked.push(pathname);
    if (pathname === '/' && searchParams.get('mode') === 'json' && !withoutList)
      return sendJson(response, 200, list);
    const version = [...archives.keys()].find((known) => pathname === `/${nameOf(known)}`);
    if (version === undefined) return sendJson(response, 404, {});
    response.end(altered.includes(version) ? pack('altered') : archives.get(version));
  });
  return { url: server.url, asked, sha256: hash, close: () => server.close() };
}

function pack(program: string): Buffer {
  return gzipSync(makeTar([{ path: 'go/bin/go', content: Buffer.from(program), mode: 0o755 }]));
}
