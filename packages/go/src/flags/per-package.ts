import { readFlag, readGoflags, splitFlags } from './split-flags.ts';

/** A value of `-ldflags` or `-gcflags`: flags for the packages that a pattern names, or for those that are built. */
export interface PackageFlags {
  /** `all`, `std`, `example.com/…`; undefined for the packages on the command line. */
  readonly pattern: string | undefined;
  readonly flags: string;
}

/** Reads `-s -w` or `all=-N -l` (`go help build`). */
export function readPackageFlags(value: string): PackageFlags {
  const match = /^\s*([^\s"'=-][^\s"'=]*)=([\s\S]*)$/.exec(value);
  return match === null
    ? { pattern: undefined, flags: value.trim() }
    : { pattern: match[1], flags: (match[2] ?? '').trim() };
}

/** What GOFLAGS says for one such flag, in order. */
export function packageFlagsIn(goflags: string, name: 'ldflags' | 'gcflags'): readonly PackageFlags[] {
  return readGoflags(goflags).flatMap((flag) =>
    flag.name === name && flag.value !== undefined ? [readPackageFlags(flag.value)] : [],
  );
}

/** What we give for one such flag: `before` what GOFLAGS says, which may override it, and `after` it. */
export interface OwnPackageFlags {
  readonly pattern?: string | undefined;
  readonly before?: string;
  readonly after?: string;
}

/**
 * The values to give for one such flag, so that GOFLAGS counts beside our own: the go command takes nothing of a flag from
 * GOFLAGS once it stands on the command line, and of several values the last that fits a package.
 */
export function mergePackageFlags(
  inherited: readonly PackageFlags[],
  { pattern, before = '', after = '' }: OwnPackageFlags,
): readonly string[] {
  if (before === '' && after === '') return [];
  const given = inherited.filter(({ flags }) => flags !== '');
  const basis = given.findLast(
    (entry) => entry.pattern === pattern || (pattern === undefined && entry.pattern === 'all'),
  );
  const merged = [before, basis?.flags ?? '', after].filter((flags) => flags !== '').join(' ');
  return [...given, { pattern, flags: merged }].map(writePackageFlags);
}

function writePackageFlags({ pattern, flags }: PackageFlags): string {
  return pattern === undefined ? flags : `${pattern}=${flags}`;
}

/** Symbols that `-X` sets in flags of the linker: `main.version` of `-X main.version=v1`. */
export function linkedSymbols(flags: string): ReadonlySet<string> {
  const words = splitFlags(flags) ?? [];
  const definitions = words.flatMap((word, index) => {
    const flag = readFlag(word);
    return flag?.name === 'X' ? [flag.value ?? words[index + 1] ?? ''] : [];
  });
  return new Set(definitions.map((definition) => definition.replace(/=[\s\S]*$/, '')));
}
