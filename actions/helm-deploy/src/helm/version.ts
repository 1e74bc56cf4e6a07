import type { HelmMajor } from './argv.ts';

/** The major version of `v3.14.2`, `v4.0`; undefined for others. Pure. */
export function readMajor(version: string): HelmMajor | undefined {
  const major = /^v?(\d+)\./.exec(version.trim())?.[1];
  return major === '3' ? 3 : major === '4' ? 4 : undefined;
}
