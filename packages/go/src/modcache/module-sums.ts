import { createHash } from 'node:crypto';

/** A module in one version. */
export interface ModuleVersion {
  readonly path: string;
  readonly version: string;
}

/** A module that a build reads, and the folders of its packages, relative with `/`; empty for the module's own. */
export interface NeededModule extends ModuleVersion {
  readonly folders: readonly string[];
}

/** What go.sum and its like say: `PATH VERSION` or `PATH VERSION/go.mod` by hash. */
export type ModuleSums = ReadonlyMap<string, string>;

/** Reads the lines of go.sum and go.work.sum files (https://go.dev/ref/mod#go-sum-files). */
export function readSums(texts: readonly string[]): ModuleSums {
  const sums = new Map<string, string>();
  for (const text of texts)
    for (const line of text.split('\n')) {
      const [path, version, hash, more] = line.trim().split(/\s+/);
      if (hash?.startsWith('h1:') === true && more === undefined) sums.set(`${path} ${version}`, hash);
    }
  return sums;
}

/** The hash of a module's files, as golang.org/x/mod/sumdb/dirhash makes it: of names and sha256 hashes, in byte order. */
export function moduleHash(files: readonly { readonly name: string; readonly sha256: string }[]): string {
  const sorted = files.toSorted((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)));
  const hash = createHash('sha256');
  for (const { name, sha256 } of sorted) hash.update(`${sha256}  ${name}\n`);
  return `h1:${hash.digest('base64')}`;
}

/** How a path or version stands in the module cache: capital letters as `!` and the small one. */
export function escapeModule(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
}
