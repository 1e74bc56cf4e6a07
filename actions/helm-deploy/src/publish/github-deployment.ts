import { errorMessage } from '@fairlead/core';
import { type Deployment, type Github, openGithub } from '@fairlead/github';
import type { DeployContext } from '../context.ts';
import { isProduction } from '../image/image-policy.ts';

/** How a deploy ended, for GitHub's page of the environment. */
export type DeploymentEnd = 'success' | 'failure' | 'error';

/** A record of this deploy with GitHub, from in_progress to its end. */
export interface DeploymentRecord {
  /** Says how it ended; after a success earlier records of the environment are inactive. */
  end(state: DeploymentEnd, description: string): Promise<void>;
}

/** A cancelled run has seconds left, and a rollout to leave in order. */
const LAST_WORDS_MS = 2000;

const NONE: DeploymentRecord = { end: async () => {} };

/**
 * Makes a record of this deploy, where the user wants one and the job's `environment:` has made none. Whatever goes
 * wrong is a warning: a deploy does not hang on its record.
 */
export async function recordDeployment(
  context: DeployContext,
  open: (context: DeployContext) => Promise<Github | undefined> = openOf,
): Promise<DeploymentRecord> {
  const { inputs, event, log, signal, clock } = context;
  const { environment, release } = inputs;
  if (!inputs.githubDeployment || environment === undefined) return NONE;
  const about = (description: string) => ({ description, logUrl: event.runUrl });
  const quietly = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      const working = work();
      return await (signal.aborted
        ? Promise.race([working, clock.sleep(LAST_WORDS_MS).then(() => undefined)])
        : working);
    } catch (error) {
      log.warn(`no record of the deployment with GitHub: ${errorMessage(error)}`);
      return undefined;
    }
  };
  const made = await quietly(async (): Promise<Deployment | undefined> => {
    const github = await open(context);
    if (github === undefined) return undefined;
    if (await github.deployments.hasOneOfRun(environment, event.sha, event.runUrl)) {
      log.info(`the job's environment ${environment} has made a deployment already; none is added`);
      return undefined;
    }
    const production = isProduction(environment);
    const description = `release ${release}`;
    const deployment = await github.deployments.create({
      sha: event.sha,
      environment,
      description,
      production,
    });
    await deployment.tell('in_progress', about(`deploying release ${release}`));
    return deployment;
  });
  if (made === undefined) return NONE;
  return {
    async end(state, description) {
      await quietly(async () => {
        await made.tell(state, about(description));
        if (state === 'success') await made.endOthers(event.runUrl);
      });
    },
  };
}

async function openOf({ inputs, event, log }: DeployContext): Promise<Github | undefined> {
  const { githubToken: token } = inputs;
  const { apiUrl, repository } = event;
  if (token === undefined || repository === '') {
    log.warn('github-deployment needs the token of the job: no record is made');
    return undefined;
  }
  // not the signal of the run: that it was cancelled is to be recorded as well
  const signal = AbortSignal.timeout(2 * inputs.timeout + 60_000);
  return openGithub({ token, apiUrl, repository, log, signal });
}
