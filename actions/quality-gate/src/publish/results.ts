import type { RunContext } from '../context.ts';
import { post } from '../posting/post.ts';
import type { CheckResult } from '../verdict/condition.ts';
import { decideGate } from '../verdict/decide.ts';
import { writeFiles } from './files.ts';

/** Writes the files for other programs and tells pull request and commit. Whatever fails here changes no verdict. */
export async function publishResults(context: RunContext, results: readonly CheckResult[]): Promise<void> {
  await writeFiles(context, results);
  const { event, inputs, log, trust } = context;
  const gate = decideGate(results);
  const isNews = results.some(({ condition }) => condition.status === 'warned');
  if (inputs.summary === 'on-failure' && gate === 'passed' && !isNews) context.keepQuiet();
  const sha = event.pullRequest?.headSha || event.sha;
  const problems = await post(
    context,
    {
      gate,
      conditions: results.map(({ condition }) => condition),
      sha,
      runUrl: event.runUrl,
      name: inputs.postAs,
      hearsay: false,
    },
    { number: event.pullRequest?.number, sha },
    results,
  );
  // the token of a fork may only read: that is as it should be
  for (const problem of problems) trust.level === 'untrusted' ? log.info(problem) : log.warn(problem);
}
