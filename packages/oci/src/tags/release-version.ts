import { compare, parse, type SemVer } from 'semver';

/** A version read from a git tag. */
export interface ReleaseVersion {
  /** Without prefix and leading `v`: `1.2.0-rc.1`. */
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  readonly prerelease: boolean;
}

/** What a git tag must look like, in words. */
export const releaseTagRule: string =
  'vMAJOR.MINOR.PATCH with an optional pre-release, such as v1.2.0 or v2.0.0-rc.1';

/**
 * Reads a git tag as a version (Semantic Versioning 2.0.0). Only tags with this very prefix are versions: that of another
 * module or service (`payments/v9.0.0`) says nothing about this image.
 */
export function readReleaseTag(tag: string, prefix: string): ReleaseVersion | undefined {
  if (!tag.startsWith(prefix)) return undefined;
  const text = tag.slice(prefix.length).replace(/^v/, '');
  if (!/^\d/.test(text)) return undefined;
  const parsed: SemVer | null = parse(text);
  if (parsed === null || parsed.raw !== text) return undefined;
  return {
    version: text,
    major: parsed.major,
    minor: parsed.minor,
    prerelease: parsed.prerelease.length > 0,
  };
}

/** What stands before a version at the end of a git tag: `payments/` of `payments/v9.0.0`; undefined without a version. */
export function prefixOf(tag: string): string | undefined {
  return /^(.*?)v?\d+\.\d+\.\d+(?:[-+][\w.+-]*)?$/.exec(tag)?.[1];
}

/** Whether `version` comes after `other` in the order of Semantic Versioning; false when one of them is no version. Pure. */
export function isNewerRelease(version: string, other: string): boolean {
  const [a, b] = [parse(version), parse(other)];
  return a !== null && b !== null && compare(a, b) > 0;
}
