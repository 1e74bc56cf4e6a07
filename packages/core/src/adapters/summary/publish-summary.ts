import { appendFileSync, statSync } from 'node:fs';
import { fitMarkdown } from '../../render/fit-markdown.ts';
import { plainSummary } from '../../render/plain-summary.ts';
import { LIMITS } from '../../util/limits.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Writes Markdown where people see it: into the file of the step summary, and into the log where there is no such file,
 * where nobody shows it, or where it cannot be written, which is also thrown.
 */
export function publishSummary(env: Env, markdown: string, say: (text: string) => void): void {
  const file = env['GITHUB_STEP_SUMMARY'] ?? '';
  try {
    if (file !== '') appendTo(file, markdown);
  } catch (error) {
    say(plainSummary(markdown));
    throw error;
  }
  if (file === '' || !showsSummaries(env)) say(plainSummary(markdown));
}

/**
 * Whether the runner's server shows the file. Gitea does since 1.27 and says so with a capability (go-gitea/gitea#37500);
 * before, and in Forgejo, the file is there and read by nobody.
 */
export function showsSummaries(env: Env): boolean {
  const gitea = env['GITEA_ACTIONS'] === 'true' || env['FORGEJO_ACTIONS'] === 'true';
  return !gitea || (env['GITEA_ACTIONS_CAPABILITIES'] ?? '').split(/[\s,]+/).includes('job-summary');
}

function appendTo(file: string, markdown: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  appendFileSync(file, fitMarkdown(markdown, LIMITS.summary - size));
}
