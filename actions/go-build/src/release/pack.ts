import { basename, dirname, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compareTexts, type Files, makeTar, makeZip, type TarEntry } from '@fairlead/core';
import { outputFailed } from '../faults/output-failure.ts';
import type { PlannedArchive, ReleasePlan } from './plan-release.ts';

/** A file that was made, with what it is checked by. */
export interface Made {
  /** As people write it. */
  readonly path: string;
  readonly absolute: string;
  readonly size: number;
  readonly sha256: string;
}

/** What packing needs. */
export interface PackOptions {
  readonly files: Files;
  readonly show: (path: string) => string;
  /** Time of everything in an archive, ISO 8601; empty for the beginning of time. */
  readonly date: string;
}

/** Writes the archives, one after the other: each is held in memory. */
export async function packArchives(
  { archives, extras }: Pick<ReleasePlan, 'archives' | 'extras'>,
  { files, show, date }: PackOptions,
): Promise<readonly Made[]> {
  const others: TarEntry[] = [];
  for (const { absolute, name } of extras) {
    const mode = ((await files.stat(absolute))?.mode ?? 0) & 0o111 ? 0o755 : 0o644;
    others.push({ path: name, content: await files.readBytes(absolute), mode });
  }
  const made: Made[] = [];
  for (const archive of archives) {
    const entries = await readBinaries(files, archive);
    const content = writeArchive(archive.format, [...entries, ...others], secondsOf(date));
    made.push(await writeMade(files, archive.path, content, show));
  }
  return made;
}

async function readBinaries(files: Files, { binaries }: PlannedArchive): Promise<readonly TarEntry[]> {
  const entries: TarEntry[] = [];
  for (const { binary, name } of binaries)
    entries.push({ path: name, content: await files.readBytes(binary.path), mode: 0o755 });
  return entries;
}

/** Equal files give equal bytes. */
export function writeArchive(
  format: PlannedArchive['format'],
  entries: readonly TarEntry[],
  seconds: number,
): Buffer {
  if (format === 'zip') return makeZip(entries);
  const packed = gzipSync(makeTar(entries, seconds), { level: 9 });
  packed[9] = 255; // no system, so that no two machines differ
  return packed;
}

function secondsOf(date: string): number {
  return Math.max(0, Math.floor(Date.parse(date) / 1000) || 0);
}

/** Writes a file of a release. @throws ExternalError BUILD_OUTPUT_FAILED, DISK_FULL. */
export async function writeMade(
  files: Files,
  absolute: string,
  content: string | Uint8Array,
  show: (path: string) => string,
): Promise<Made> {
  const path = show(absolute);
  try {
    await files.write(absolute, content);
  } catch (error) {
    throw outputFailed(`${path} cannot be written`, error);
  }
  return { path, absolute, size: Buffer.byteLength(content), sha256: await files.sha256(absolute) };
}

/** The list that `sha256sum --check` reads in its own folder, sorted by name. */
export function writeChecksums(list: string, made: readonly Pick<Made, 'absolute' | 'sha256'>[]): string {
  return made
    .map(({ absolute, sha256 }) => `${sha256}  ${relative(dirname(list), absolute) || basename(absolute)}\n`)
    .sort((a, b) => compareTexts(a.slice(66), b.slice(66)))
    .join('');
}
