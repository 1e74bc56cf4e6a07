import { compare, parse, type SemVer } from 'semver';

/** A version read from a git tag. */
export interface ReleaseVersion {
  /** The git tag without a module's path: `v1.2.0-rc.1`. */
  readonly tag: string;
  /** Without the leading `v`: `1.2.0-rc.1`. */
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  readonly prerelease: boolean;
}

/** What a git tag must look like, in words. */
export const releaseTagRule: string =
  'vMAJOR.MINOR.PATCH with an optional pre-release, such as v1.2.0 or v2.0.0-rc.1';

/** Reads a git tag as a version (Semantic Versioning 2.0.0); a module's path may stand before it: `orders/v1.2.0`. */
export function readReleaseTag(tag: string): ReleaseVersion | undefined {
  const own = tag.slice(tag.lastIndexOf('/') + 1);
  const text = own.replace(/^v/, '');
  if (!/^\d/.test(text)) return undefined;
  const parsed: SemVer | null = parse(text);
  if (parsed === null || parsed.raw !== text) return undefined;
  return {
    tag: own,
    version: text,
    major: parsed.major,
    minor: parsed.minor,
    prerelease: parsed.prerelease.length > 0,
  };
}

/** Whether `version` comes after `other` in the order of Semantic Versioning; false when one of them is no version. Pure. */
export function isNewerRelease(version: string, other: string): boolean {
  const [a, b] = [parse(version), parse(other)];
  return a !== null && b !== null && compare(a, b) > 0;
}
