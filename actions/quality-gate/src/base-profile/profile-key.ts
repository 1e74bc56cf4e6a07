import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import type { GatePorts } from '../plan/ports.ts';
import type { Rules } from '../plan/rules.ts';

/** Raised when what is kept changes shape. */
const FORMAT = 'fairlead-coverage-1';

/** What decides which profile it is, beside the commit. */
type Measured = Pick<
  Rules,
  'packages' | 'buildTags' | 'coveragePackages' | 'coverageProfiles' | 'testArgs' | 'short'
>;

/**
 * The beginning of the keys of all commits. Two gates of one repository that measure different things have different ones: a
 * profile of the one says nothing about the other.
 */
export function keyStart(
  { workspace, workingDirectory }: Pick<GatePorts, 'workspace' | 'workingDirectory'>,
  { packages, buildTags, coveragePackages, coverageProfiles, testArgs, short }: Measured,
): string {
  const what = [
    process.platform,
    relative(workspace, workingDirectory),
    packages,
    [...buildTags].sort(),
    coveragePackages,
    coverageProfiles,
    testArgs,
    short,
  ];
  return `${FORMAT}-${createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 16)}-`;
}
