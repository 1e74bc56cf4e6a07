import { join } from 'node:path';
import type { Files } from '@fairlead/core';
import type { TestRun } from '@fairlead/go';

/** What earlier runs tell of one package. Newer runs count more, so the numbers are no whole ones. */
export interface PackageHistory {
  /** Runs, and those of them that failed. */
  readonly runs: number;
  readonly failures: number;
  /** Its sources in the last run, as a hash. */
  readonly source: string;
  /** When that was, in milliseconds since 1970. */
  readonly seen: number;
}

/** Packages by import path. */
export type History = ReadonlyMap<string, PackageHistory>;

/** What a run counts for when the next one is added. */
const KEPT_SHARE = 0.8;
/** A package that did not run for so long is forgotten. */
const FORGOTTEN_MS = 90 * 24 * 3_600_000;
/** More than any repository has. */
const MOST = 20_000;
const VERSION = 1;

function placeOf(folder: string): string {
  return join(folder, 'history.json');
}

/** Reads what is known; nothing, where it cannot be read: then no package is known to fail. */
export async function readHistory(files: Pick<Files, 'stat' | 'readText'>, folder: string): Promise<History> {
  try {
    if ((await files.stat(placeOf(folder)))?.kind !== 'file') return new Map();
    const { version, packages } = JSON.parse(await files.readText(placeOf(folder))) as {
      readonly version?: unknown;
      readonly packages?: unknown;
    };
    if (version !== VERSION || !Array.isArray(packages)) return new Map();
    return new Map((packages as readonly unknown[]).slice(0, MOST).flatMap(readEntry));
  } catch {
    return new Map();
  }
}

function readEntry(entry: unknown): readonly (readonly [string, PackageHistory])[] {
  if (!Array.isArray(entry)) return [];
  const [name, runs, failures, source, seen] = entry as readonly unknown[];
  const isNumber = (value: unknown): value is number => typeof value === 'number' && value >= 0;
  if (typeof name !== 'string' || typeof source !== 'string') return [];
  if (!isNumber(runs) || !isNumber(failures) || !isNumber(seen) || failures > runs) return [];
  return [[name, { runs, failures, source, seen }]];
}

/** Keeps it for the next run. */
export async function writeHistory(
  files: Pick<Files, 'write'>,
  folder: string,
  history: History,
): Promise<void> {
  const packages = [...history].map(([name, { runs, failures, source, seen }]) => [
    name,
    runs,
    failures,
    source,
    seen,
  ]);
  await files.write(placeOf(folder), `${JSON.stringify({ version: VERSION, packages })}\n`);
}

/**
 * The history with one more run. A result that Go replayed is no news; a package without tests neither. Pure.
 *
 * @param sources hashes by import path
 */
export function addRun(
  history: History,
  { packages }: Pick<TestRun, 'packages'>,
  sources: ReadonlyMap<string, string>,
  now: number,
): History {
  const next = new Map([...history].filter(([, { seen }]) => now - seen <= FORGOTTEN_MS));
  for (const { name, outcome, cached } of packages) {
    const source = sources.get(name);
    if (source === undefined || outcome === 'skip') continue;
    const { runs, failures } = next.get(name) ?? { runs: 0, failures: 0 };
    const share = cached ? 1 : KEPT_SHARE;
    next.set(name, {
      runs: runs * share + (cached ? 0 : 1),
      failures: failures * share + (cached || outcome === 'pass' ? 0 : 1),
      source,
      seen: now,
    });
  }
  return next;
}
