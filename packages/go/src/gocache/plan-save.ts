import type { CachedAction } from './action-file.ts';
import type { PackedOutput, PackLink } from './pack-index.ts';

/** A pack that was restored. */
export interface RestoredPack extends PackLink {
  readonly actions: readonly CachedAction[];
  readonly outputs: readonly PackedOutput[];
  /** As in its index. */
  readonly seconds: number;
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

/** Where nobody knows what was compiled, less than this part of what a build uses is not carried. */
const WORTH = 0.05;
/** Nor is less than this, which takes about a quarter of a second to compile; a twentieth of a large program takes many. */
const WORTH_BYTES = 524_288;
/** More packs than these are asked for one by one at each restore. */
const MOST_PACKS = 6;
/** Of too many packs, one with at least this part of what a build uses stays as it is: it is not worth carrying again. */
const LARGE = 0.2;
/** More than this part of what is restored and not used costs each restore more than one upload of all. */
const MOST_DEAD = 0.5;

/**
 * Decides what a build leaves to the next ones: what it compiled beside what was restored, all that it uses in one new
 * base, or nothing. Of too many packs the small ones become one. `chain`: the restored packs, the base first. `used`: what
 * the build looked up or made. `libraries`: how many packages were compiled beside the programs, which each commit compiles
 * anew as they hold its stamp; undefined where nobody knows. Pure.
 */
export function planSave(
  chain: readonly RestoredPack[],
  used: readonly CachedAction[],
  libraries?: number | undefined,
): SavePlan {
  const live = outputsOf(used);
  const all = bytesOf(live);
  const base = { kind: 'base', parents: [], actions: used, outputs: live } as const;
  if (chain.length === 0 && used.length > 0) return { ...base, why: 'there was none' };
  const fresh = beside(chain, used);
  if (fresh.actions.length === 0) return { kind: 'nothing', why: 'nothing was compiled that is not in it' };
  if (libraries === 0) return { kind: 'nothing', why: 'only the programs themselves were compiled' };
  if (libraries === undefined && bytesOf(fresh.outputs) < Math.min(all * WORTH, WORTH_BYTES))
    return { kind: 'nothing', why: 'what is new is compiled sooner than carried' };
  const wanted = new Set(live.map(({ output }) => output));
  const held = new Map(chain.flatMap(({ outputs }) => outputs.map(({ output, size }) => [output, size])));
  const dead = [...held].reduce((sum, [output, size]) => (wanted.has(output) ? sum : sum + size), 0);
  if (dead > all * MOST_DEAD) return { ...base, why: 'most of what was restored is used no more' };
  const isLong = chain.length >= MOST_PACKS;
  const below = isLong ? chain.filter(({ outputs }) => bytesOf(outputs) >= all * LARGE) : chain;
  const why = isLong ? `${chain.length} packs in ${below.length + 1}` : 'what was compiled';
  const parents = below.map(({ key, id }) => ({ key, id }));
  return { kind: 'delta', why, parents, ...(isLong ? beside(below, used) : fresh) };
}

/** What packs lack of what was used. */
function beside(
  packs: readonly RestoredPack[],
  used: readonly CachedAction[],
): { readonly actions: readonly CachedAction[]; readonly outputs: readonly PackedOutput[] } {
  const known = new Set(packs.flatMap(({ actions }) => actions.map(({ action, output }) => action + output)));
  const held = new Set(packs.flatMap(({ outputs }) => outputs.map(({ output }) => output)));
  const actions = used.filter(({ action, output }) => !known.has(action + output));
  return { actions, outputs: outputsOf(actions).filter(({ output }) => !held.has(output)) };
}

/** The distinct outputs of actions. */
function outputsOf(actions: readonly CachedAction[]): readonly PackedOutput[] {
  return [...new Map(actions.map(({ output, size }) => [output, { output, size }])).values()];
}

/** Bytes of outputs, without compression. */
export function bytesOf(outputs: readonly PackedOutput[]): number {
  return outputs.reduce((sum, { size }) => sum + size, 0);
}
