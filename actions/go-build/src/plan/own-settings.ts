import type { VersionVariable } from '../identity/version-variables.ts';

/** Flags that one build has in place of those of the inputs. */
export interface OwnFlags {
  /** Those of GOFLAGS are among them. */
  readonly tags?: readonly string[];
  readonly ldflags?: string;
  readonly gcflags?: string;
  readonly cgo?: boolean;
}

/** What an entry of `builds` says of one build. */
export interface OwnSettings {
  readonly flags: OwnFlags;
  /** Set beside those of the version. */
  readonly variables: readonly VersionVariable[];
}

/** Of a build that is as the inputs say. */
export const noOwnSettings: OwnSettings = { flags: {}, variables: [] };
