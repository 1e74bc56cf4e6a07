import type { Ask } from './ask.ts';

/** Pull requests of the repository. */
export interface PullRequests {
  /** The number of the open one whose head is this commit of this branch (`owner:branch`); undefined for none. */
  numberOf(head: string, sha: string): Promise<number | undefined>;
}

interface PullRecord {
  readonly number: number;
  readonly head?: { readonly sha?: string };
}

/** The pull requests, over one way to ask. */
export function createPullRequests(ask: Ask): PullRequests {
  return {
    async numberOf(head, sha) {
      const found = await ask<readonly PullRecord[]>(
        'GET /repos/{owner}/{repo}/pulls',
        { head, state: 'open', per_page: 100 },
        'pull-requests: read',
      );
      return found.find((one) => one.head?.sha === sha)?.number;
    },
  };
}
