import { createHash } from 'node:crypto';

/** A cache key and the prefixes to fall back to, longest first. */
export interface CacheKey {
  readonly key: string;
  readonly prefixes: readonly string[];
  /** What an entry of the key, and of each prefix, has in common with this build: for people. */
  readonly shares: readonly string[];
}

/** Why an entry was taken: what it has in common with the build. Empty for a key that none of ours begins. Pure. */
export function whyMatched({ key, prefixes, shares }: CacheKey, matched: string): string {
  if (matched === key) return shares[0] ?? '';
  const at = prefixes.findIndex((prefix) => matched.startsWith(prefix));
  return at < 0 ? '' : (shares[at + 1] ?? '');
}

/** Everything that the key of compiled packages is made of. */
export interface BuildKeyParts {
  readonly os: string;
  readonly arch: string;
  readonly goVersion: string;
  /** What else separates compiled packages: targets, tags, cgo, trimpath, compiler flags. */
  readonly flavour: readonly string[];
  /** Hash of go.sum and its like. */
  readonly lock: string;
  /** Hash of the sources. */
  readonly source: string;
}

/** Raised when what lies in an entry changes shape. */
const FORMAT = 'fairlead-go5';

/** What compiled packages must have in common: one system and one Go. */
export type BuildKind = Pick<BuildKeyParts, 'os' | 'arch' | 'goVersion'>;

/** The kind as the beginning of a key, and as packs name it. */
export function buildKind({ os, arch, goVersion }: BuildKind): string {
  return [FORMAT, 'build', os, arch, goVersion].join('-');
}

/**
 * Key of compiled packages: an edit falls back to the same dependencies, a new dependency to the same flavour, a new
 * target or flag to the newest entry of any: Go itself knows what of it fits.
 */
export function buildKey({ flavour, lock, source, ...parts }: BuildKeyParts): CacheKey {
  const kind = buildKind(parts);
  const flavoured = `${kind}-${hashTexts(flavour)}`;
  return {
    key: `${flavoured}-${lock}-${source}`,
    prefixes: [`${flavoured}-${lock}-`, `${flavoured}-`, `${kind}-`],
    shares: [
      'the same sources',
      'the same go.sum, other sources',
      'the same targets and flags, another go.sum',
      'the same Go, other targets or flags',
    ],
  };
}

/** The key of a target beside others: only its own entries count, as the newest of any was taken before. */
export function targetKey({ key, prefixes, shares }: CacheKey): CacheKey {
  return { key, prefixes: prefixes.slice(0, -1), shares: shares.slice(0, -1) };
}

/**
 * Key of downloaded modules: what go.sum says, and what decides which of them are needed: the imports and the flavour. An
 * entry of another go.sum is of use as far as both name the same modules. `apart`: modules of which only what the build
 * reads is kept, which is of no use to a build that may look for more.
 */
export function moduleKey(
  lock: string,
  imports: string,
  flavour: readonly string[],
  apart: boolean,
): CacheKey {
  const kind = `${FORMAT}-modules-${apart ? 'used' : 'whole'}`;
  const needed = hashTexts([imports, ...flavour]);
  return {
    key: `${kind}-${lock}-${needed}`,
    prefixes: [`${kind}-${lock}-`, `${kind}-`],
    shares: ['the same go.sum and imports', 'the same go.sum, other imports', 'another go.sum'],
  };
}

/** A short hash of texts that keeps them apart. */
export function hashTexts(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${Buffer.byteLength(text)}:${text}`);
  return hash.digest('hex').slice(0, 20);
}
