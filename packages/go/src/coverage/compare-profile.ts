import { blockKey, type CoverageBlock, type CoverageProfile } from './profile.ts';

/** How a profile differs from the blocks that it must have. */
export interface ProfileDifference {
  /** Blocks that it lacks. */
  readonly missing: readonly CoverageBlock[];
  /** Blocks that no source has, or that have another number of statements there. */
  readonly strange: readonly CoverageBlock[];
}

/** Compares a profile with what the sources say, block by block. `loose` names files that may have further blocks. */
export function compareProfile(
  profile: CoverageProfile,
  expected: readonly CoverageBlock[],
  loose: ReadonlySet<string> = new Set(),
): ProfileDifference {
  const found = new Map(profile.blocks.map((block) => [blockKey(block), block]));
  const wanted = new Map(expected.map((block) => [blockKey(block), block]));
  return {
    missing: [...wanted.values()].filter((block) => !found.has(blockKey(block))),
    strange: profile.blocks.filter(
      (block) =>
        wanted.get(blockKey(block))?.statements !== block.statements &&
        !(loose.has(block.file) && !wanted.has(blockKey(block))),
    ),
  };
}
