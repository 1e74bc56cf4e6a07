import semver from 'semver';
import { compareGoVersions, type GoVersion, parseGoVersion } from './go-version.ts';

/** Which Go somebody wants. */
export type GoWish =
  | { readonly kind: 'exact'; readonly version: GoVersion }
  /** In npm's words: `1.26`, `1.26.x`, `^1.25`, `>=1.25 <1.27`. */
  | { readonly kind: 'range'; readonly range: string }
  /** The newest release, or the newest of the series before. */
  | { readonly kind: 'stable' }
  | { readonly kind: 'oldstable' };

/** Reads what a user or a file writes; undefined when it is no wish. */
export function readGoWish(text: string): GoWish | undefined {
  const wish = text.trim().replace(/^go(?=\d)/, '');
  if (wish === 'stable' || wish === 'oldstable') return { kind: wish };
  const version = parseGoVersion(wish);
  if (version?.text === wish && (version.patch !== undefined || version.pre !== undefined))
    return { kind: 'exact', version };
  return semver.validRange(wish) === null || wish === '' ? undefined : { kind: 'range', range: wish };
}

/** The newest version that fits, if one does. Candidates for a release are fitting for an exact wish alone. */
export function chooseGo(wish: GoWish, known: readonly GoVersion[]): GoVersion | undefined {
  const sorted = [...known].sort((a, b) => compareGoVersions(b, a));
  if (wish.kind === 'exact') return sorted.find((version) => compareGoVersions(version, wish.version) === 0);
  const releases = sorted.filter(({ pre, patch }) => pre === undefined && patch !== undefined);
  const [newest] = releases;
  if (wish.kind === 'range') return releases.find(({ text }) => semver.satisfies(text, wish.range));
  return wish.kind === 'stable' ? newest : releases.find(({ minor }) => minor !== newest?.minor);
}

/** The wish in words: `1.26.8`, `^1.25`, `stable`. */
export function describeGoWish(wish: GoWish): string {
  if (wish.kind === 'exact') return wish.version.text;
  return wish.kind === 'range' ? wish.range : wish.kind;
}

/** The version in a `.tool-versions` (asdf, mise): its line for `golang` or `go`. */
export function readToolVersions(text: string): string | undefined {
  return /^[ \t]*(?:golang|go)[ \t]+(\S+)/m.exec(text)?.[1];
}
