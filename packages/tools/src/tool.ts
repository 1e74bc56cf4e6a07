/** A tool that can be brought by version: one file in `catalogue/`. */
export interface Tool {
  /** Name of the program. */
  readonly name: string;
  /** Where its makers publish it. */
  readonly baseUrl: string;
  /** Below the base address, for a version without `v` and a platform such as `linux-amd64`. */
  readonly file: (version: string, platform: string) => string;
  /** Where the program is in what is unpacked; default: `name`. */
  readonly program?: string;
  /** How many folders stand before the program in the archive. */
  readonly strip: number;
  /** sha256 of the archive, by version and platform, as its makers publish them. */
  readonly digests: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The versions of a tool that need no digest of the user, the newest first. */
export function knownVersions({ digests }: Tool): readonly string[] {
  return Object.keys(digests);
}

/** This machine in the words of Go's releases: `linux-amd64`. */
export function platformOf(
  platform: NodeJS.Platform = process.platform,
  arch: string = process.arch,
): string {
  return `${platform}-${arch === 'x64' ? 'amd64' : arch}`;
}
