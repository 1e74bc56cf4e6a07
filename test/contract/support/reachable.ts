import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { REPOSITORY_ROOT } from '@fairlead/devtools';
import type { SourceFile } from './sources.ts';

/** One import or re-export: which names, as values, from where. No names: all of it. */
interface Reference {
  readonly names: readonly string[] | undefined;
  readonly from: string;
}

const STATEMENT =
  /\b(?:import|export)\s+(type\s+)?(?:([\w*]+(?:\s+as\s+\w+)?)|(\{[^}]*\}))\s+from\s+'([^']+)'/g;
const DYNAMIC = /\bimport\(\s*'([^']+)'\s*\)/g;

/** Values that a file takes from other modules; types are left out, they are not in a bundle. */
function referencesOf(text: string): Reference[] {
  const found: Reference[] = [];
  for (const [, type, whole, braces, from = ''] of text.matchAll(STATEMENT)) {
    if (type !== undefined) continue;
    if (whole !== undefined) found.push({ names: undefined, from });
    const names = (braces ?? '')
      .slice(1, -1)
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && !name.startsWith('type '));
    if (names.length > 0) found.push({ names: names.map((name) => name.split(/\s+as\s+/)[0] ?? ''), from });
  }
  for (const [, from = ''] of text.matchAll(DYNAMIC)) found.push({ names: undefined, from });
  return found;
}

/** Source files whose code an entry can reach, following our packages' index files name by name. */
export function reachableFrom(entry: string): SourceFile[] {
  const files = new Map<string, SourceFile>();
  const visit = (path: string): void => {
    if (files.has(path) || !existsSync(join(REPOSITORY_ROOT, path))) return;
    const text = readFileSync(join(REPOSITORY_ROOT, path), 'utf8');
    files.set(path, { path, text });
    for (const reference of referencesOf(text))
      for (const target of targetsOf(path, reference)) visit(target);
  };
  visit(entry);
  return [...files.values()];
}

function targetsOf(path: string, { names, from }: Reference): string[] {
  if (from.startsWith('.')) return [posix.join(posix.dirname(path), from)];
  const [, name, sub] = /^@fairlead\/([a-z-]+)(?:\/([a-z-]+))?$/.exec(from) ?? [];
  if (name === undefined) return [];
  const index = `packages/${name}/src/${sub === undefined ? '' : `${sub}/`}index.ts`;
  return throughIndex(index, names);
}

/** Files that an index gives for some of its names, through indexes below it; no names: all of it. */
function throughIndex(index: string, names: readonly string[] | undefined): string[] {
  const text = readFileSync(join(REPOSITORY_ROOT, index), 'utf8');
  return referencesOf(text).flatMap((line) => {
    const target = posix.join(posix.dirname(index), line.from);
    if (line.names !== undefined) return gives(line.names, names) ? [target] : [];
    const alias = new RegExp(`\\* as (\\w+) from '${line.from}'`).exec(text)?.[1];
    if (alias !== undefined) return gives([alias], names) ? [target] : [];
    return target.endsWith('/index.ts') ? throughIndex(target, names) : [target];
  });
}

function gives(given: readonly string[], wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || given.some((name) => wanted.includes(name));
}
