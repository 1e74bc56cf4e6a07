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
  return [spec.package, ...sources.map((name) => [name, readFileSync(join(spec.folder, name), 'utf8')])];
}
