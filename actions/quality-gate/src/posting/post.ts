import { errorMessage, FairleadError } from '@fairlead/core';
import type { CheckConclusion, Github } from '@fairlead/github';
import type { RunContext } from '../context.ts';
import type { CheckResult } from '../verdict/condition.ts';
import type { GateVerdict } from '../verdict/decide.ts';
import { markerOf, renderTold, type Told, titleOf } from './comment.ts';

const CONCLUSION: Readonly<Record<GateVerdict, CheckConclusion>> = {
  passed: 'success',
  failed: 'failure',
  error: 'failure',
};

/** To whom it is told. */
export interface Target {
  /** The pull request; undefined for none. */
  readonly number: number | undefined;
  readonly sha: string;
}

type Ports = Pick<RunContext, 'inputs' | 'event' | 'log' | 'signal'>;

/**
 * Tells the verdict on the pull request and the commit, as far as the token may. Where it may not, as on forks, the
 * summary has it all the same: this changes no verdict.
 */
export async function post(
  context: Ports,
  told: Told,
  target: Target,
  results: readonly CheckResult[] = [],
): Promise<readonly string[]> {
  const { post: wanted, githubToken: token } = context.inputs;
  if (wanted.length === 0) return [];
  if (token === undefined || context.event.repository === '')
    return [`${wanted.join(' and ')}: not posted, there is no github-token`];
  const github = await open(context, token);
  const problems: string[] = [];
  for (const place of wanted) {
    try {
      const said =
        place === 'comment'
          ? await comment(github, told, target)
          : await check(github, told, target, results);
      context.log.info(said);
    } catch (error) {
      if (!(error instanceof FairleadError) || error.kind !== 'external' || error.code === 'CANCELLED')
        throw error;
      const hint = error.hint === undefined ? '' : `; ${error.hint}`;
      problems.push(`${place}: not posted: ${errorMessage(error)}${hint}`);
    }
  }
  return problems;
}

/** Octokit is loaded here and not before: most runs post nothing. */
export async function open({ event, log, signal }: Omit<Ports, 'inputs'>, token: string): Promise<Github> {
  const { openGithub } = await import('@fairlead/github');
  return openGithub({ token, apiUrl: event.apiUrl, repository: event.repository, log, signal });
}

async function comment({ comments }: Github, told: Told, { number }: Target): Promise<string> {
  if (number === undefined) return 'comment: there is no pull request';
  const done = await comments.put(number, markerOf(told.name), renderTold(told));
  return `comment on #${number}: ${done}`;
}

/** What a stranger's run says is no success, and has a name of its own: a rule that wants the check is not met by it. */
async function check(
  { checkRuns }: Github,
  told: Told,
  { sha }: Target,
  results: readonly CheckResult[],
): Promise<string> {
  const words = [told.name, told.hearsay ? 'fork' : ''].filter((word) => word !== '');
  const name = `quality-gate${words.length === 0 ? '' : ` (${words.join(', ')})`}`;
  await checkRuns.create({
    name,
    sha,
    conclusion: told.hearsay && told.gate === 'passed' ? 'neutral' : CONCLUSION[told.gate],
    title: titleOf(told),
    summary: renderTold(told),
    detailsUrl: told.runUrl,
    annotations: results
      .flatMap(({ findings }) => findings)
      .map(({ file, line = 1, endLine, title, message, severity }) => ({
        path: file,
        startLine: line,
        endLine: endLine ?? line,
        level: severity === 'warning' ? 'warning' : severity === 'note' ? 'notice' : 'failure',
        title,
        message,
      })),
  });
  return `check run ${name} of ${sha.slice(0, 12)}: created`;
}
