import type { Target } from '../targets/target.ts';
import type { GraphPackage, PackageGraph } from './graph.ts';
import { belongsTo } from './package-files.ts';
import type { PinChanges } from './read-pins.ts';

/** What has changed, as far as packages care. */
export interface SourceChange {
  /** Absolute paths of files that changed, came or went. */
  readonly paths: readonly string[];
  /** What the files that pin modules say differently. */
  readonly pins: PinChanges;
  readonly target: Pick<Target, 'os' | 'arch'>;
  /** Paths as people write them. */
  readonly show: (path: string) => string;
}

/** One thing that touches a package. */
export interface Touch {
  /** `internal/greet/greet.go`, `example.com/dep v1.0.0 → v1.1.0 in go.mod`. */
  readonly what: string;
  /** The packages between the root and what has changed, in order; empty for the root itself. */
  readonly through: readonly string[];
}

/**
 * What of a change reaches a package through everything that it imports, the nearest first. Nothing that is surely not
 * part of its build is told; what nobody can rule out is.
 */
export function findTouches(root: string, graph: PackageGraph, change: SourceChange): readonly Touch[] {
  const touches: Touch[] = change.pins.everywhere.map((what) => ({ what, through: [] }));
  const cameFrom = new Map<string, string | undefined>([[root, undefined]]);
  for (const path of cameFrom.keys()) {
    const node = graph.get(path);
    if (node === undefined || node.standard) continue;
    const through = wayTo(path, cameFrom);
    touches.push(...directTouches(node, change).map((what) => ({ what, through })));
    for (const next of node.imports) if (!cameFrom.has(next)) cameFrom.set(next, path);
  }
  return [...new Map(touches.map((touch) => [touch.what, touch] as const).reverse()).values()].reverse();
}

function wayTo(path: string, cameFrom: ReadonlyMap<string, string | undefined>): readonly string[] {
  const way: string[] = [];
  for (let at: string | undefined = path; at !== undefined; at = cameFrom.get(at)) way.unshift(at);
  return way.slice(1);
}

function directTouches(node: GraphPackage, { paths, pins, target, show }: SourceChange): readonly string[] {
  const own = paths.filter((path) => belongsTo(path, node, target)).map(show);
  const pinned = node.module === undefined ? unknownOwner(node, pins) : pins.modules.get(node.module);
  const ofModule = node.module === undefined ? [] : (pins.within.get(node.module) ?? []);
  const failed =
    node.error !== undefined && node.dir !== '' && paths.length > 0
      ? [`${node.importPath} cannot be read`]
      : [];
  return [...own, ...(pinned === undefined ? [] : [pinned]), ...ofModule, ...failed];
}

/** A package that could not be had: any of the modules that changed may hold it, or what it imports. */
function unknownOwner(node: GraphPackage, { modules }: PinChanges): string | undefined {
  if (node.error === undefined) return undefined;
  const owner = [...modules].find(
    ([path]) => node.importPath === path || node.importPath.startsWith(`${path}/`),
  );
  return owner?.[1] ?? [...modules.values()][0];
}

/** `internal/greet/greet.go, through example.com/shop/internal/greet`. */
export function describeTouch({ what, through }: Touch): string {
  return through.length === 0 ? what : `${what}, through ${through.join(' → ')}`;
}
