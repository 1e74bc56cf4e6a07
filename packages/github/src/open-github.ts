import { randomUUID } from 'node:crypto';
import type { CommittedFiles, Logger } from '@fairlead/core';
import type { Ask } from './ask.ts';
import { type CheckRuns, createCheckRuns } from './check-runs.ts';
import { type Comments, createComments } from './comments.ts';
import { createCommittedFiles } from './committed-files.ts';
import { createDependencyGraph, type DependencyGraph } from './dependency-graph.ts';
import { createDeployments, type Deployments } from './deployments.ts';
import { toGithubError } from './github-error.ts';
import { createPullRequests, type PullRequests } from './pull-requests.ts';

/** With what GitHub is asked, and about which repository. */
export interface GithubAccess {
  readonly token: string;
  /** Address of the API without a slash at its end: `GITHUB_API_URL`. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly log: Pick<Logger, 'warn'>;
  readonly signal: AbortSignal;
}

/** The one way to GitHub's API. Topics are added here as actions need them. */
export interface Github {
  readonly deployments: Deployments;
  readonly dependencyGraph: DependencyGraph;
  readonly comments: Comments;
  readonly checkRuns: CheckRuns;
  readonly pullRequests: PullRequests;
  readonly committedFiles: CommittedFiles;
}

/** Longest wait that a rate limit may ask for, in seconds. */
const LONGEST_WAIT = 60;
const MOST_TRIES = 3;

/**
 * Opens GitHub's API with Octokit, which is loaded here and not before. What fails on the way or with 5xx is tried
 * again; a rate limit is waited for, a minute at most
 * (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api).
 */
export async function openGithub(access: GithubAccess): Promise<Github> {
  const [{ getOctokit }, { retry }, { throttling }] = await Promise.all([
    import('@actions/github'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ]);
  const { token, apiUrl, repository, log, signal } = access;
  const [owner = '', repo = ''] = repository.split('/');
  const waits =
    (kind: string) =>
    (seconds: number, _: object, __: object, tries: number): boolean => {
      const again = seconds <= LONGEST_WAIT && tries < MOST_TRIES;
      log.warn(`GitHub's ${kind} is reached; ${again ? `waiting ${seconds} s` : `it asks for ${seconds} s`}`);
      return again;
    };
  const octokit = getOctokit(
    token,
    {
      baseUrl: apiUrl,
      request: { signal },
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      retry: { retries: MOST_TRIES },
      throttle: {
        id: randomUUID(), // one client does not wait for the writes of another to a server of its own
        onRateLimit: waits('rate limit'),
        onSecondaryRateLimit: waits('secondary rate limit'),
      },
    },
    retry as never,
    throttling as never,
  );
  const ask: Ask = async (route, parameters, permission) => {
    try {
      return (await octokit.request(route, { owner, repo, ...parameters })).data as never;
    } catch (error) {
      throw toGithubError(error, { route, permission, signal });
    }
  };
  return {
    deployments: createDeployments(ask),
    dependencyGraph: createDependencyGraph(ask),
    comments: createComments(ask),
    checkRuns: createCheckRuns(ask),
    pullRequests: createPullRequests(ask),
    committedFiles: createCommittedFiles(ask),
  };
}
