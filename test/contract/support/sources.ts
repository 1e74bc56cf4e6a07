import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { REPOSITORY_ROOT } from '@fairlead/devtools';

/** A text file of the checkout. */
export interface SourceFile {
  /** Relative to the checkout. */
  readonly path: string;
  readonly text: string;
}

const SKIPPED = new Set(['.fairlead', 'node_modules', 'lib', 'dist', 'fixtures']);

/** All files with one of the endings below a folder of the checkout; fixtures and what is built are left out. */
export async function readSources(folder: string, endings: readonly string[]): Promise<SourceFile[]> {
  const paths = await walk(join(REPOSITORY_ROOT, folder));
  const wanted = paths.filter((path) => endings.some((ending) => path.endsWith(ending))).sort();
  return Promise.all(
    wanted.map(async (path) => ({
      path: relative(REPOSITORY_ROOT, path),
      text: await readFile(path, 'utf8'),
    })),
  );
}

async function walk(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(path);
      return entry.isFile() ? [path] : [];
    }),
  );
  return found.flat();
}

/** Modules that a source file imports or re-exports, statically or dynamically, as they are written. */
export function importsOf(text: string): string[] {
  const code = text.replaceAll(/^\s*(\/\/|\*|\/\*).*$/gm, '');
  const patterns = [/\bfrom\s+'([^']+)'/g, /^\s*import\s+'([^']+)'/gm, /\bimport\(\s*'([^']+)'\s*\)/g];
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ''));
}

/** The workspace that a path is in: `packages/core`. */
export function workspaceOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

/** A workspace's manifest, as far as the tests read it. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Manifests of all workspaces by folder, and of the root as `.`. */
export async function readManifests(): Promise<Map<string, Manifest>> {
  const folders = ['.'];
  for (const group of ['packages', 'actions']) {
    for (const name of await readdir(join(REPOSITORY_ROOT, group))) folders.push(`${group}/${name}`);
  }
  const manifests = new Map<string, Manifest>();
  for (const folder of folders) {
    const text = await readFile(join(REPOSITORY_ROOT, folder, 'package.json'), 'utf8');
    manifests.set(folder, JSON.parse(text) as Manifest);
  }
  return manifests;
}
