import type { Rules } from './rules.ts';

/**
 * Whether results of earlier runs are not good enough. Go's cache knows files and variables that a test read, but no
 * server that it spoke to: suites behind build tags are such. With -coverpkg it has served stale profiles (golang/go#74873).
 */
export function runsAnew({ fresh, buildTags, coveragePackages, checks }: Rules): boolean {
  if (checks.has('coverage') && coveragePackages.length > 0) return true;
  return fresh === 'always' || (fresh === 'auto' && buildTags.length > 0);
}
