import type { CachedAction } from './action-file.ts';
import type { PackedOutput, PackLink } from './pack-index.ts';

/** A pack that was restored. */
export interface RestoredPack extends PackLink {
  readonly actions: readonly CachedAction[];
  readonly outputs: readonly PackedOutput[];
}

/** What is to be saved. */
export type SavePlan =
  | { readonly kind: 'nothing'; readonly why: string }
  | {
      readonly kind: 'base' | 'delta';
      readonly why: string;
      readonly parents: readonly PackLink[];
      readonly actions: readonly CachedAction[];
      readonly outputs: readonly PackedOutput[];
    };

/** Less than this part of what a build uses is compiled again sooner than it is carried. */
const WORTH = 0.05;
/** More packs than these are asked for one by one at each restore. */
const MOST_PACKS = 6;
/** More than this part of what is restored and not used costs each restore more than one upload of all. */
const MOST_DEAD = 0.5;

/**
 * Decides what a build leaves to the next ones: what it compiled beside what was restored, all that it uses in one new
 * base, or nothing. `chain`: the restored packs, the base first. `used`: what the build looked up or made. Pure.
 */
export function planSave(chain: readonly RestoredPack[], used: readonly CachedAction[]): SavePlan {
  const known = new Set(chain.flatMap(({ actions }) => actions.map(({ action, output }) => action + output)));
  const held = new Map(chain.flatMap(({ outputs }) => outputs.map(({ output, size }) => [output, size])));
  const fresh = used.filter(({ action, output }) => !known.has(action + output));
  const live = outputsOf(used);
  const added = outputsOf(fresh).filter(({ output }) => !held.has(output));
  const [all, more] = [bytesOf(live), bytesOf(added)];
  if (chain.length === 0 && used.length > 0)
    return { kind: 'base', why: 'there was none', parents: [], actions: used, outputs: live };
  if (fresh.length === 0) return { kind: 'nothing', why: 'nothing was compiled that is not in it' };
  if (more < all * WORTH) return { kind: 'nothing', why: 'what is new is compiled sooner than carried' };
  const wanted = new Set(live.map(({ output }) => output));
  const dead = [...held].reduce((sum, [output, size]) => (wanted.has(output) ? sum : sum + size), 0);
  const fold = foldReason(chain.length, dead, all);
  if (fold !== undefined) return { kind: 'base', why: fold, parents: [], actions: used, outputs: live };
  const parents = chain.map(({ key, id }) => ({ key, id }));
  return { kind: 'delta', why: 'what was compiled', parents, actions: fresh, outputs: added };
}

function foldReason(packs: number, dead: number, live: number): string | undefined {
  if (packs >= MOST_PACKS) return `${packs} packs in one`;
  return dead > live * MOST_DEAD ? 'most of what was restored is used no more' : undefined;
}

/** The distinct outputs of actions. */
function outputsOf(actions: readonly CachedAction[]): readonly PackedOutput[] {
  return [...new Map(actions.map(({ output, size }) => [output, { output, size }])).values()];
}

/** Bytes of outputs, without compression. */
export function bytesOf(outputs: readonly PackedOutput[]): number {
  return outputs.reduce((sum, { size }) => sum + size, 0);
}
