import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolSpec } from './spec.ts';

/**
 * Name of a tool's folder in the cache: the tool, then a hash over all that decides what comes out of its build
 * (sources or pinned versions, flags, Go version and platform).
 */
export function toolKey(spec: ToolSpec, goVersion: string): string {
  const hash = createHash('sha256').update(JSON.stringify([goVersion, buildArguments(spec), sourceOf(spec)]));
  return `${spec.name}-${hash.digest('hex').slice(0, 16)}`;
}

/**
 * What makes a build quicker, and is no part of the key: the program does the same. Nothing is written for debuggers, which
 * the linker would leave out, and calls are not inlined, which takes a fifth of what compiling takes. How fast a cluster for
 * tests computes matters less than how soon it is there.
 */
export const QUICKER: readonly string[] = ['-gcflags=all=-dwarf=false -l'];

/** Flags of `go build` and `go install` for this tool. */
export function buildArguments(spec: ToolSpec): string[] {
  const tags = spec.tags ?? [];
  return [
    '-trimpath',
    '-buildvcs=false',
    ...(tags.length > 0 ? ['-tags', tags.join(',')] : []),
    '-ldflags',
    ['-s', '-w', ...(spec.ldflags ?? [])].join(' '),
  ];
}

function sourceOf(spec: ToolSpec): unknown {
  if (spec.kind === 'install') return `${spec.package}@${spec.version}`;
  const names = existsSync(spec.folder) ? readdirSync(spec.folder).sort() : [];
  const sources = names.filter((name) => name === 'go.mod' || name === 'go.sum' || name.endsWith('.go'));
  const texts = sources.map((name) => [name, readFileSync(join(spec.folder, name), 'utf8')]);
  return [spec.package, ...(spec.names ?? []), ...texts];
}
