import { errorMessage, isProductionName } from '@fairlead/core';
import { type Github, openGithub } from '@fairlead/github';
import type { CanaryContext } from '../context.ts';

/** GitHub is not worth more of a rollback's time. */
const LONGEST_MS = 20_000;

/**
 * Tells GitHub of a rollback: a deployment of `environment` that failed. Where the job's `environment:` has made one, GitHub
 * ends that itself. Whatever goes wrong is a warning.
 */
export async function recordRollback(
  context: CanaryContext,
  description: string,
  open: typeof openOf = openOf,
): Promise<void> {
  const { inputs, event, log } = context;
  const { environment } = inputs;
  if (!inputs.githubDeployment || environment === undefined) return;
  try {
    const github = await open(context);
    if (github === undefined) return;
    const { deployments } = github;
    if (await deployments.hasOneOfRun(environment, event.sha, event.runUrl)) {
      log.info(`the job's environment ${environment} has made a deployment already; none is added`);
      return;
    }
    const made = await deployments.create({
      sha: event.sha,
      environment,
      description: `canary of ${inputs.workload}`,
      production: isProductionName(environment),
    });
    await made.tell('failure', { description, logUrl: event.runUrl });
  } catch (error) {
    log.warn(`no record of the rollback with GitHub: ${errorMessage(error)}`);
  }
}

async function openOf({
  inputs,
  event,
  log,
}: CanaryContext): Promise<Pick<Github, 'deployments'> | undefined> {
  const { githubToken: token } = inputs;
  const { apiUrl, repository } = event;
  if (token === undefined || repository === '') {
    log.warn('github-deployment needs the token of the job: no record is made');
    return undefined;
  }
  // not the signal of the run: that it was cancelled is to be recorded as well
  return openGithub({ token, apiUrl, repository, log, signal: AbortSignal.timeout(LONGEST_MS) });
}
