import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportGraph, type Sources } from './import-graph.ts';

/** Groups of test files that are run one after the other until one notices: the nearest first. */
export type TestGroups = readonly (readonly string[])[];

/** `packages/kube` of `packages/kube/src/…`. */
export function workspaceOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

/** All sources and tests of the workspaces. */
export async function readSources(root: string): Promise<Sources> {
  const sources = new Map<string, string>();
  for await (const path of glob(['{packages,actions}/*/{src,test}/**/*.ts'], { cwd: root }))
    sources.set(path, await readFile(join(root, path), 'utf8'));
  return sources;
}

/**
 * Which unit tests can notice a change of a file: those of its workspace that come to it, and those of others that import it
 * themselves; first those that are nearest, then the others. All of the workspace when there is none.
 */
export function testChooser(sources: Sources): (path: string) => TestGroups {
  const graph = new ImportGraph(sources);
  const tests = [...sources.keys()].filter((path) => /(?<!-processes)\.test\.ts$/.test(path)).sort();
  const reaches = new Map(tests.map((test) => [test, graph.reach(test)]));
  return (path) => {
    const workspace = workspaceOf(path);
    const near = tests.flatMap((test) => {
      const distance = reaches.get(test)?.get(path);
      const counts = distance === 1 || test.startsWith(`${workspace}/`);
      return distance === undefined || !counts ? [] : [{ test, distance }];
    });
    if (near.length === 0) return [[`${workspace}/test`]];
    const least = Math.min(...near.map(({ distance }) => distance));
    const first = near.filter(({ distance }) => distance === least).map(({ test }) => test);
    const rest = near.filter(({ distance }) => distance > least).map(({ test }) => test);
    return rest.length === 0 ? [first] : [first, rest];
  };
}
