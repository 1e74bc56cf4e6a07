/** A Go version as ordered by the go command (https://go.dev/ref/mod#go-mod-file-go, https://go.dev/doc/toolchain#version). */
export interface GoVersion {
  /** As written, without the `go` prefix: `1.26.0`, `1.27rc1`. */
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  /** Undefined for a language version such as `1.21`, which comes before every release of it. */
  readonly patch: number | undefined;
  /** `rc1` gives `['rc', 1]`. */
  readonly pre: readonly ['beta' | 'rc', number] | undefined;
}

const VERSION = /^(?:go)?(\d+)\.(\d+)(?:\.(\d+))?(?:(beta|rc)(\d+))?(?=$|[-+ ])/;

/** Reads `1.26`, `1.26.0`, `go1.27rc1` or `go1.26.8-vendor`; undefined when it is none. */
export function parseGoVersion(text: string): GoVersion | undefined {
  const match = VERSION.exec(text.trim());
  if (match === null) return undefined;
  const [whole, major, minor, patch, pre, preNumber] = match;
  return {
    text: whole.replace(/^go/, ''),
    major: Number(major),
    minor: Number(minor),
    patch: patch === undefined ? undefined : Number(patch),
    pre: pre === undefined ? undefined : [pre as 'beta' | 'rc', Number(preNumber)],
  };
}

/** Negative when `a` comes before `b`: 1.21 < 1.21beta1 < 1.21rc1 < 1.21.0 < 1.21.1. */
export function compareGoVersions(a: GoVersion, b: GoVersion): number {
  const [left, right] = [rank(a), rank(b)];
  for (const [index, value] of left.entries()) {
    const difference = value - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function rank({ major, minor, patch, pre }: GoVersion): readonly number[] {
  if (pre !== undefined) return [major, minor, 0, pre[0] === 'beta' ? 1 : 2, pre[1]];
  // before 1.21 the first release was called by the language version, so a bare version ranks lowest
  return patch === undefined ? [major, minor, 0, 0, 0] : [major, minor, patch, 3, 0];
}

/** The version in the line that `go version` prints; a development build counts as its release. */
export function parseGoVersionLine(line: string): GoVersion | undefined {
  const word = /\bgo version (?:devel )?(go\d\S*)/.exec(line)?.[1];
  if (word === undefined) return undefined;
  const version = parseGoVersion(word);
  if (version === undefined || !/\bdevel\b/.test(line)) return version;
  return { ...version, patch: 0 };
}
