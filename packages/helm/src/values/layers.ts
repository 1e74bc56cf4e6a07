import { isTree, type ValueTree } from './set-paths.ts';

/** One source of values, lower layers first. */
export interface ValueLayer {
  /** How people know it: a path below the workspace, `set`, `image`. */
  readonly name: string;
  readonly values: ValueTree;
  /** The file that helm is given; undefined for the chart's own values.yaml, which helm reads by itself. */
  readonly file: string | undefined;
}

/** A value with the layer that set it. */
export interface TracedValue {
  /** Parts of the key's path. */
  readonly path: readonly string[];
  readonly value: unknown;
  readonly from: string;
}

/** Layers merged as helm does it: maps deeply, all else replaced, null takes a key away. Pure. */
export function mergeLayers(layers: readonly ValueLayer[]): ValueTree {
  return layers.reduce<ValueTree>((merged, { values }) => mergeTrees(merged, values), {});
}

function mergeTrees(below: ValueTree, above: ValueTree): ValueTree {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const under = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isTree(value) ? mergeTrees(isTree(under) ? under : {}, value) : value;
  }
  return merged;
}

/** Every effective value that some layer above the first set, with the last layer that did. Pure. */
export function traceValues(layers: readonly ValueLayer[]): readonly TracedValue[] {
  const traced = new Map<string, TracedValue>();
  for (const { name, values } of layers.slice(1)) {
    for (const { path, value } of leavesOf(values, [])) {
      for (const key of traced.keys()) if (isBelow(key, path)) traced.delete(key);
      traced.set(path.join('\u0000'), { path, value, from: name });
    }
  }
  return [...traced.values()].toSorted((a, b) => a.path.join('.').localeCompare(b.path.join('.')));
}

/** Paths of values that were given once, and that no layer above the first sets, nor anything in or around them. Pure. */
export function notGiven(before: ValueTree, layers: readonly ValueLayer[]): readonly string[] {
  const now = traceValues(layers).map(({ path }) => path);
  return leavesOf(before, []).flatMap(({ path }) =>
    now.some((other) => isPartOf(path, other) || isPartOf(other, path)) ? [] : [path.join('.')],
  );
}

/** Whether one path is the beginning of the other, or the same. */
function isPartOf(path: readonly string[], other: readonly string[]): boolean {
  return path.every((part, at) => part === other[at]);
}

function isBelow(key: string, path: readonly string[]): boolean {
  return key.startsWith(`${path.join('\u0000')}\u0000`);
}

function leavesOf(
  tree: ValueTree,
  above: readonly string[],
): { readonly path: readonly string[]; readonly value: unknown }[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const path = [...above, key];
    return isTree(value) && Object.keys(value).length > 0 ? leavesOf(value, path) : [{ path, value }];
  });
}
