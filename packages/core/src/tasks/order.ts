import { InternalError } from '../errors/kinds.ts';

/** Name and dependencies: what ordering needs. */
export interface GraphNode {
  readonly name: string;
  readonly after?: readonly string[] | undefined;
}

/**
 * Names in an order in which everything comes after what it depends on; otherwise in the order given (Kahn's algorithm:
 * A. B. Kahn, "Topological sorting of large networks", 1962).
 *
 * @throws InternalError TASK_GRAPH_INVALID for a name that is taken, an unknown dependency, or a cycle, naming its nodes.
 */
export function topologicalOrder(nodes: readonly GraphNode[]): readonly string[] {
  const known = new Set<string>();
  for (const { name } of nodes) {
    if (known.has(name)) throw invalid(`task ${JSON.stringify(name)} is there twice`);
    known.add(name);
  }
  for (const { name, after } of nodes) assertKnown(name, after, known);
  const missing = new Map(nodes.map(({ name, after }) => [name, new Set(after).size]));
  const followers = followersOf(nodes);
  const ready = nodes.filter(({ name }) => missing.get(name) === 0).map(({ name }) => name);
  for (let index = 0; index < ready.length; index++) {
    for (const follower of followers.get(ready[index] ?? '') ?? []) {
      const left = (missing.get(follower) ?? 0) - 1;
      missing.set(follower, left);
      if (left === 0) ready.push(follower);
    }
  }
  if (ready.length < nodes.length)
    throw invalid(`tasks wait for each other: ${findCycle(nodes).join(' → ')}`);
  return ready;
}

/** @throws InternalError TASK_GRAPH_INVALID when a dependency is not among the known names. */
export function assertKnown(name: string, after: GraphNode['after'], known: ReadonlySet<string>): void {
  const unknown = after?.find((other) => !known.has(other));
  if (unknown !== undefined)
    throw invalid(
      `task ${JSON.stringify(name)} comes after ${JSON.stringify(unknown)}, which does not exist`,
    );
}

/** The error for a graph that cannot be carried out. */
export function invalid(message: string): InternalError {
  return new InternalError({ code: 'TASK_GRAPH_INVALID', message });
}

function followersOf(nodes: readonly GraphNode[]): Map<string, string[]> {
  const followers = new Map<string, string[]>(nodes.map(({ name }) => [name, []]));
  for (const { name, after } of nodes) for (const before of new Set(after)) followers.get(before)?.push(name);
  return followers;
}

/** One cycle, its first node repeated at the end, in the direction of waiting. Iterative: graphs may be deep. */
function findCycle(nodes: readonly GraphNode[]): readonly string[] {
  const after = new Map(nodes.map((node) => [node.name, node.after ?? []]));
  const done = new Set<string>();
  for (const { name } of nodes) {
    const path: string[] = [name];
    const next: number[] = [0];
    while (path.length > 0) {
      const current = path.at(-1) ?? '';
      const index = next.at(-1) ?? 0;
      const dependency = after.get(current)?.[index];
      if (done.has(current) || dependency === undefined) {
        done.add(current);
        path.pop();
        next.pop();
        continue;
      }
      next[next.length - 1] = index + 1;
      const start = path.indexOf(dependency);
      if (start >= 0) return [...path.slice(start), dependency];
      path.push(dependency);
      next.push(0);
    }
  }
  return [];
}
