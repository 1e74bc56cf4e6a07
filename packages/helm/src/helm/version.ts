import type { HelmMajor } from './argv.ts';

/** The oldest Helm 3 that has every flag that we use; `--hide-notes` of `helm upgrade` came last. */
const OLDEST_MINOR_OF_3 = 16;

/** What is on PATH, in words for messages. */
export const supportedHelm: string = `Helm 3.${OLDEST_MINOR_OF_3} or newer, or Helm 4`;

/** The major version of `v3.16.2`, `v4.0`; undefined for others and for those that are too old. Pure. */
export function readMajor(version: string): HelmMajor | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version.trim()) ?? [];
  if (major === '3') return Number(minor) >= OLDEST_MINOR_OF_3 ? 3 : undefined;
  return major === '4' ? 4 : undefined;
}
