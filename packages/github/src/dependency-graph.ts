import type { Ask } from './ask.ts';

/** GitHub's list of what a repository depends on. */
export interface DependencyGraph {
  /** Hands over a snapshot in the shape that the API documents. */
  submit(snapshot: Readonly<Record<string, unknown>>): Promise<void>;
}

/** The list, over one way to ask. */
export function createDependencyGraph(ask: Ask): DependencyGraph {
  return {
    submit: async (snapshot) => {
      await ask('POST /repos/{owner}/{repo}/dependency-graph/snapshots', snapshot, 'contents: write');
    },
  };
}
