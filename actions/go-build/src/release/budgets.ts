import { formatBytes, PolicyError } from '@fairlead/core';
import type { BuiltBinary } from '../build/put-in-place.ts';

/** How large binaries may be. */
export interface Budgets {
  /** Bytes. */
  readonly most: number | undefined;
  readonly growth: Growth | undefined;
}

/** How much larger than before: a share, or bytes. */
export type Growth = { readonly percent: number } | { readonly bytes: number };

/** A binary that was built before. */
export interface KnownSize {
  /** Several binaries may be of one package. */
  readonly name?: string;
  readonly package: string;
  readonly target: string;
  readonly size: number;
}

/** What the sizes come to: each that is too large, and the binaries that nobody knows the earlier size of. */
export interface SizeVerdict {
  readonly problems: readonly string[];
  readonly unknown: readonly string[];
}

/** Compares sizes with the budgets. */
export function judgeSizes(
  binaries: readonly BuiltBinary[],
  { most, growth }: Budgets,
  before: readonly KnownSize[],
): SizeVerdict {
  const problems: string[] = [];
  const unknown: string[] = [];
  for (const { path, size, package: of, target, name } of binaries) {
    if (most !== undefined && size > most)
      problems.push(`${path} has ${show(size)}, max-binary-size allows ${show(most)}`);
    if (growth === undefined) continue;
    const old = before.find(
      (known) => known.package === of && known.target === target && (known.name ?? name) === name,
    )?.size;
    if (old === undefined) unknown.push(path);
    else if (size - old > allowedGrowth(growth, old))
      problems.push(
        `${path} grew from ${show(old)} to ${show(size)} (${percentOf(size - old, old)}), max-binary-growth allows ${show(old + allowedGrowth(growth, old))}`,
      );
  }
  return { problems, unknown };
}

function allowedGrowth(growth: Growth, old: number): number {
  return 'bytes' in growth ? growth.bytes : (old * growth.percent) / 100;
}

function percentOf(more: number, old: number): string {
  return old === 0 ? 'from nothing' : `+${((100 * more) / old).toFixed(1)} %`;
}

/** The exact number, so that somebody who sets a limit can set it right. */
function show(size: number): string {
  return `${formatBytes(size)} (${Math.floor(size)} bytes)`;
}

/** The error for binaries that are too large. */
export function tooLarge(problems: readonly string[]): PolicyError {
  const [first = ''] = problems;
  const more = problems.length > 1 ? `, and ${problems.length - 1} more` : '';
  return new PolicyError({
    code: 'BUILD_TOO_LARGE',
    message: `${first}${more}`,
    hint: 'find out what it has taken in (go version -m, go tool nm -size), or raise the limit in a change of its own',
    details: problems,
  });
}

/** The sizes in an earlier output `binaries`; undefined when the text is no such list. */
export function readSizes(text: string): readonly KnownSize[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!Array.isArray(value) || !value.every(isKnownSize)) return undefined;
  return value;
}

function isKnownSize(entry: unknown): entry is KnownSize {
  if (typeof entry !== 'object' || entry === null) return false;
  const { package: of, target, size } = entry as Partial<Record<keyof KnownSize, unknown>>;
  return typeof of === 'string' && typeof target === 'string' && typeof size === 'number';
}
