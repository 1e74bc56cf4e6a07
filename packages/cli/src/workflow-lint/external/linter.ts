import type { Finding } from '../finding.ts';

/** Another linter, which is asked when it is on PATH. */
export interface ExternalLinter {
  readonly name: string;
  /** What it looks at: workflows alone, or composite actions too. */
  readonly takes: readonly ('workflow' | 'action')[];
  readonly args: (files: readonly string[]) => readonly string[];
  /** Exit codes after which its answer is whole. */
  readonly okCodes: readonly number[];
  /** Reads its answer. Throws when that is not what it should be. */
  readonly read: (stdout: string) => readonly Finding[];
}

/** A list of a JSON answer. @throws TypeError when it is something else. */
export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('its answer is no list');
  return value;
}

/** What stands at a path of keys; undefined where there is nothing. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return (inner as Readonly<Record<string | number, unknown>>)[key];
  }, value);
}

/** A text that must be there. @throws TypeError without it. */
export function textAt(value: unknown, ...path: readonly (string | number)[]): string {
  const found = at(value, ...path);
  if (typeof found !== 'string') throw new TypeError(`its answer has no ${path.join('.')}`);
  return found;
}

/** A number that must be there. @throws TypeError without it. */
export function numberAt(value: unknown, ...path: readonly (string | number)[]): number {
  const found = at(value, ...path);
  if (typeof found !== 'number') throw new TypeError(`its answer has no ${path.join('.')}`);
  return found;
}
