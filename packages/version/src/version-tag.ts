import semver from 'semver';

/** A git tag that names a version. */
export interface VersionTag {
  /** The tag as git has it. */
  readonly tag: string;
  /** The tag without the module's prefix: `v1.4.0` of `services/api/v1.4.0`. */
  readonly version: string;
  /** Folder of the module that it belongs to, with slashes; empty for tags without a prefix. */
  readonly prefix: string;
  /** The numbers, two to four of them; as many as there are in a name that counts by the user's own pattern. */
  readonly numbers: readonly number[];
  /** Identifiers of a pre-release, none for a release. */
  readonly candidate: readonly string[];
}

/**
 * `v1.2.3`, `1.2.3`, `2026.01`, `v1.2.3-rc.1`, `v1.2.3+meta`: two to four numbers, with or without `v`
 * (https://semver.org, a little wider: two and four numbers, leading zeros). A single number is a name that moves.
 */
const VERSION =
  /^(?:(?<prefix>.+)\/)?(?<version>v?(?<numbers>\d{1,15}(?:\.\d{1,15}){1,3})(?:-(?<candidate>[0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?)$/;

/** Reads a tag; undefined when it names no version. */
export function parseVersionTag(tag: string): VersionTag | undefined {
  const { prefix = '', version, numbers, candidate } = VERSION.exec(tag)?.groups ?? {};
  if (version === undefined || numbers === undefined) return undefined;
  return {
    tag,
    version,
    prefix,
    numbers: numbers.split('.').map(Number),
    candidate: candidate?.split('.') ?? [],
  };
}

/** The order of versions, the highest first; a release comes before its candidates, `v1.2.3` before `1.2.3`. */
export function compareVersionTags(a: VersionTag, b: VersionTag): number {
  for (let index = 0; index < Math.max(a.numbers.length, b.numbers.length); index++) {
    const difference = (b.numbers[index] ?? 0) - (a.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return compareCandidates(a.candidate, b.candidate) || (a.version < b.version ? 1 : -1);
}

/** https://semver.org/#spec-item-11: a pre-release is lower than its release, identifier by identifier. */
function compareCandidates(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Math.sign(a.length - b.length);
  for (const [index, identifier] of a.entries()) {
    const other = b[index];
    if (other === undefined) return -1;
    const order = semver.compareIdentifiers(other, identifier);
    if (order !== 0) return order;
  }
  return b.length - a.length;
}

/** Whether a tag with fewer than three numbers merely follows the newest of longer ones: `v1.2` beside `v1.2.7`. */
export function follows(short: VersionTag, all: readonly VersionTag[]): boolean {
  if (short.numbers.length > 2 || short.candidate.length > 0) return false;
  return all.some(
    (other) =>
      other.prefix === short.prefix &&
      other.numbers.length > short.numbers.length &&
      short.numbers.every((number, index) => other.numbers[index] === number),
  );
}
