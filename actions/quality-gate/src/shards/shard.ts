import { compareTexts } from '@fairlead/core';
import { type Plan, type ShardNumber as Shard, withPackages } from '../plan/plan.ts';

const SHARD = /^([1-9]\d?)\/([1-9]\d?)$/;

/** Reads `2/5`; undefined for nothing, and where there is no such part. */
export function readShard(text: string): Shard | undefined {
  const [, index, count] = SHARD.exec(text) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  return index === undefined || shard.index > shard.count ? undefined : shard;
}

/** The most shards of `plan/8`; undefined for anything else. */
export function readShardPlan(text: string): number | undefined {
  const [, most] = /^plan\/([1-9]\d?)$/.exec(text) ?? [];
  return most === undefined ? undefined : Number(most);
}

/** The fewest shards that are done as soon as `most` of them would be: one package is never shared. Pure. */
export function countShards(weights: ReadonlyMap<string, number>, most: number): number {
  const heaviest = (count: number): number =>
    Math.max(
      ...partition(weights, count).map((names) =>
        [...names].reduce((sum, name) => sum + (weights.get(name) ?? 0), 0),
      ),
    );
  const loads = Array.from({ length: most }, (_, index) => heaviest(index + 1));
  return 1 + loads.findIndex((load) => load <= Math.min(...loads));
}

/** The name of the file that a shard leaves. */
export function shardFile({ index, count }: Shard): string {
  return `shard-${index}-of-${count}.json`;
}

/**
 * Shares packages out: the heaviest first, each to the shard that has the least so far. The same weights give every shard the
 * same parts, so that nothing runs twice or never. Pure.
 */
export function partition(
  weights: ReadonlyMap<string, number>,
  count: number,
): readonly ReadonlySet<string>[] {
  const parts = Array.from({ length: count }, () => ({ sum: 0, names: new Set<string>() }));
  const heaviest = [...weights].sort(([a, x], [b, y]) => y - x || compareTexts(a, b));
  for (const [name, weight] of heaviest) {
    const least = parts.reduce((best, part) => (part.sum < best.sum ? part : best));
    least.names.add(name);
    least.sum += weight;
  }
  return parts.map(({ names }) => names);
}

/** The plan of some of its packages. */
export function planOfPackages(plan: Plan, names: ReadonlySet<string>): Plan {
  return withPackages(plan, ({ importPath }) => names.has(importPath));
}
