import type { Ask } from './ask.ts';

/** States of https://docs.github.com/en/rest/deployments/statuses that a rollout goes through. */
export type DeploymentState = 'in_progress' | 'success' | 'failure' | 'error' | 'inactive';

/** What is deployed where. */
export interface DeploymentRequest {
  /** Full commit id. */
  readonly sha: string;
  readonly environment: string;
  readonly description: string;
  readonly production: boolean;
}

/** A deployment of ours, to be told how it goes. */
export interface Deployment {
  readonly id: number;
  tell(
    state: DeploymentState,
    about: { readonly description: string; readonly logUrl: string },
  ): Promise<void>;
  /** Ends the earlier deployments of the same environment that are still in force. */
  endOthers(logUrl: string): Promise<void>;
}

/** Records of GitHub's Deployments API. */
export interface Deployments {
  /** Whether the job has made a deployment of this run there by itself, as a job with `environment:` does; ours do not count. */
  hasOneOfRun(environment: string, sha: string, runUrl: string): Promise<boolean>;
  create(request: DeploymentRequest): Promise<Deployment>;
  /** One that an earlier phase of the same step has made. */
  open(id: number, environment: string): Deployment;
}

interface DeploymentRecord {
  readonly id: number;
  readonly payload?: unknown;
}
interface StatusRecord {
  readonly state: string;
  readonly log_url?: string | null;
  readonly target_url?: string | null;
}

/** How many earlier deployments of an environment are looked at. */
const LOOKED_AT = 10;
/** GitHub refuses longer descriptions. */
const LONGEST_DESCRIPTION = 140;
/** What tells our records from those that a job's environment makes. */
const PAYLOAD = { madeBy: 'fairlead' };
const READ = 'deployments: read';
const WRITE = 'deployments: write';

/** The records, over one way to ask. */
export function createDeployments(ask: Ask): Deployments {
  const statuses = (id: number): Promise<readonly StatusRecord[]> =>
    ask('GET /repos/{owner}/{repo}/deployments/{id}/statuses', { id, per_page: LOOKED_AT }, READ);
  const list = (filter: Readonly<Record<string, unknown>>): Promise<readonly DeploymentRecord[]> =>
    ask('GET /repos/{owner}/{repo}/deployments', { ...filter, per_page: LOOKED_AT }, READ);
  const tell: (id: number, ...args: Parameters<Deployment['tell']>) => Promise<void> = async (
    id,
    state,
    { description, logUrl },
  ) => {
    await ask(
      'POST /repos/{owner}/{repo}/deployments/{id}/statuses',
      {
        id,
        state,
        description: shorten(description),
        auto_inactive: false,
        ...(logUrl === '' ? {} : { log_url: logUrl }),
      },
      WRITE,
    );
  };
  const open = (id: number, environment: string): Deployment => ({
    id,
    tell: (state, about) => tell(id, state, about),
    async endOthers(logUrl) {
      for (const other of await list({ environment })) {
        if (other.id === id || (await statuses(other.id))[0]?.state !== 'success') continue;
        await tell(other.id, 'inactive', { description: 'a newer deployment is in force', logUrl });
      }
    },
  });
  return {
    open,
    async hasOneOfRun(environment, sha, runUrl) {
      if (runUrl === '') return false;
      for (const { id, payload } of await list({ environment, sha })) {
        if (isOurs(payload)) continue;
        const urls = (await statuses(id)).flatMap((status) => [
          status.log_url ?? '',
          status.target_url ?? '',
        ]);
        if (urls.some((url) => url === runUrl || url.startsWith(`${runUrl}/`))) return true;
      }
      return false;
    },
    async create({ sha, environment, description, production }) {
      const { id } = await ask<DeploymentRecord>(
        'POST /repos/{owner}/{repo}/deployments',
        {
          ref: sha,
          environment,
          description: shorten(description),
          payload: PAYLOAD,
          production_environment: production,
          transient_environment: false,
          auto_merge: false,
          required_contexts: [], // the workflow itself decides what must have passed
        },
        WRITE,
      );
      return open(id, environment);
    },
  };
}

/** GitHub gives a payload back as it was sent, or as its JSON text. */
function isOurs(payload: unknown): boolean {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload ?? {});
  return text === JSON.stringify(PAYLOAD);
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length <= LONGEST_DESCRIPTION ? line : `${line.slice(0, LONGEST_DESCRIPTION - 1)}…`;
}
