import type { CachedAction } from './action-file.ts';
import type { RestoredPack } from './plan-save.ts';

/** Seconds of compiling that lie in a pack, as far as a build used it. */
function worthOf({ actions, seconds }: RestoredPack, used: ReadonlySet<string>): number {
  if (actions.length === 0) return 0;
  return (seconds * actions.filter(({ action }) => used.has(action)).length) / actions.length;
}

/**
 * The seconds that packs saved a build, at least: what it took to make of them what the build used. Each pack's time holds
 * what every build does again, the linking above all, so the time of this build is taken off each. Pure.
 */
export function secondsSaved(
  packs: readonly RestoredPack[],
  used: readonly CachedAction[],
  seconds: number,
): number {
  const actions = actionsOf(used);
  return packs.reduce((sum, pack) => sum + Math.max(0, worthOf(pack, actions) - seconds), 0);
}

/** The seconds in a new pack: those of the build, and those of the packs that it takes the place of. Pure. */
export function secondsIn(
  replaced: readonly RestoredPack[],
  used: readonly CachedAction[],
  seconds: number,
): number {
  const actions = actionsOf(used);
  return replaced.reduce((sum, pack) => sum + worthOf(pack, actions), seconds);
}

function actionsOf(used: readonly CachedAction[]): ReadonlySet<string> {
  return new Set(used.map(({ action }) => action));
}
