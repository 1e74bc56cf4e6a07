import { type BuildFlags, flagsOf } from '../build/command.ts';
import type { GoBuildContext } from '../context.ts';
import { planBatches } from '../plan/build-plan.ts';
import type { Plan } from '../plan/make-plan.ts';

/**
 * Whether the modules of a build may lie in a module cache of our own that has only what the build reads. Not where a
 * binary says where modules lie, where C looks for files by itself, where another Go than the one on PATH is taken from
 * the module cache, and not for whoever may look for more of a module: a command of the user's own, and `verify-modules`.
 * Pure.
 */
export function modulesApart(
  { binaries, go }: Pick<Plan, 'binaries' | 'go'>,
  flags: BuildFlags,
  { buildCommand, verifyModules }: Pick<GoBuildContext['inputs'], 'buildCommand' | 'verifyModules'>,
): boolean {
  if (buildCommand !== undefined || verifyModules || go.switched) return false;
  return planBatches(binaries).every((batch) => {
    const { trimpath, cgo } = flagsOf(batch, flags);
    return trimpath && !cgo;
  });
}
