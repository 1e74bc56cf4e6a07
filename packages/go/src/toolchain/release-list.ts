import { type GoVersion, parseGoVersion } from './go-version.ts';

/** A release of Go for one platform. */
export interface GoRelease {
  readonly version: GoVersion;
  readonly file: string;
  /** Hex; undefined where the list has none. */
  readonly sha256: string | undefined;
}

/** Reads the list that go.dev/dl gives with `?mode=json`, for one platform (`linux`, `amd64`). Undefined when it is none. */
export function readReleases(value: unknown, os: string, arch: string): readonly GoRelease[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((entry: { readonly version?: unknown; readonly files?: unknown } | null) => {
    const version = typeof entry?.version === 'string' ? parseGoVersion(entry.version) : undefined;
    const files: readonly unknown[] = Array.isArray(entry?.files) ? entry.files : [];
    const file = files.find((candidate) => fits(candidate, os, arch));
    if (version === undefined || file === undefined) return [];
    const { filename, sha256 } = file as { readonly filename: string; readonly sha256?: unknown };
    const sum = typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) ? sha256 : undefined;
    return [{ version: withPatch(version), file: filename, sha256: sum }];
  });
}

/** The first release of a series was called `go1.20` until 1.21. */
function withPatch(version: GoVersion): GoVersion {
  return version.patch === undefined && version.pre === undefined ? { ...version, patch: 0 } : version;
}

function fits(candidate: unknown, os: string, arch: string): boolean {
  if (typeof candidate !== 'object' || candidate === null) return false;
  const file = candidate as Readonly<Record<string, unknown>>;
  return (
    file['os'] === os &&
    (file['arch'] === arch || file['arch'] === `${arch}v6l`) &&
    file['kind'] === 'archive' &&
    typeof file['filename'] === 'string' &&
    /^[\w.-]+$/.test(file['filename'])
  );
}
