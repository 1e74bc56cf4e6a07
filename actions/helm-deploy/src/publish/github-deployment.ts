import { errorMessage, isProductionName } from '@fairlead/core';
import { type Deployment, type Github, openGithub } from '@fairlead/github';
import type { DeployContext } from '../context.ts';

/** How a deploy ended, for GitHub's page of the environment. */
export type DeploymentEnd = 'success' | 'failure' | 'error';

/** A record of this deploy with GitHub, from in_progress to its end. */
export interface DeploymentRecord {
  /** Says how it ended; after a success earlier records of the environment are inactive. */
  end(state: DeploymentEnd, description: string): Promise<void>;
}

/** A cancelled run has seconds left, and a rollout to leave in order. */
const LAST_WORDS_MS = 2000;

/** Under this name the main phase leaves the number of a record that is not ended. */
const LEFT = 'github-deployment';

const NONE: DeploymentRecord = { end: async () => {} };

/**
 * Makes a record of this deploy, where the user wants one and the job's `environment:` has made none. Whatever goes
 * wrong is a warning: a deploy does not hang on its record.
 */
export async function recordDeployment(
  context: DeployContext,
  open: OpenGithub = openOf,
): Promise<DeploymentRecord> {
  const { inputs, event, log } = context;
  const { environment, release } = inputs;
  if (!inputs.githubDeployment || environment === undefined) return NONE;
  const made = await quietly(context, async (): Promise<Deployment | undefined> => {
    const github = await open(context);
    if (github === undefined) return undefined;
    if (await github.deployments.hasOneOfRun(environment, event.sha, event.runUrl)) {
      log.info(`the job's environment ${environment} has made a deployment already; none is added`);
      return undefined;
    }
    const deployment = await github.deployments.create({
      sha: event.sha,
      environment,
      description: `release ${release}`,
      production: isProductionName(environment),
    });
    context.saveState(LEFT, deployment.id);
    await deployment.tell('in_progress', about(context, `deploying release ${release}`));
    return deployment;
  });
  return made === undefined ? NONE : recordOf(context, made);
}

/** The record that a main phase has left in progress, because it was killed; undefined when there is none. */
export async function leftRecord(
  context: DeployContext,
  open: OpenGithub = openOf,
): Promise<DeploymentRecord | undefined> {
  const { environment = '' } = context.inputs;
  const id = context.readState<number>(LEFT) ?? 0;
  if (id === 0) return undefined;
  const github = await quietly(context, () => open(context));
  return github === undefined ? undefined : recordOf(context, github.deployments.open(id, environment));
}

function recordOf(context: DeployContext, deployment: Deployment): DeploymentRecord {
  return {
    async end(state, description) {
      await quietly(context, async () => {
        await deployment.tell(state, about(context, description));
        context.saveState(LEFT, 0);
        if (state === 'success') await deployment.endOthers(context.event.runUrl);
      });
    },
  };
}

function about({ event }: DeployContext, description: string): { description: string; logUrl: string } {
  return { description, logUrl: event.runUrl };
}

/** Whatever goes wrong is a warning; a cancelled run does not wait for it. */
async function quietly<T>(
  { signal, clock, log }: DeployContext,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    const working = work();
    return await (signal.aborted
      ? Promise.race([working, clock.sleep(LAST_WORDS_MS).then(() => undefined)])
      : working);
  } catch (error) {
    log.warn(`no record of the deployment with GitHub: ${errorMessage(error)}`);
    return undefined;
  }
}

type OpenGithub = (context: DeployContext) => Promise<Pick<Github, 'deployments'> | undefined>;

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
