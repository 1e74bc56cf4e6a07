import type { FairleadError } from '../errors/fairlead-error.ts';
import { describeProblem, InputError } from '../errors/kinds.ts';
import type { FailureReport } from '../report/report.ts';
import { LIMITS } from '../util/limits.ts';
import { countOf } from '../util/words.ts';
import { markdownDetails, markdownFence, markdownText } from './markdown.ts';

/** The failure as data. `toleratedBy`: the input that lets the job go on. */
export function failureReport(error: FairleadError, toleratedBy?: string): FailureReport {
  return {
    kind: error.kind,
    code: error.code,
    message: error.message,
    hint: error.hint,
    details: error.details,
    toleratedBy,
  };
}

/** The one line of the log and of the annotation. */
export function failureLine(error: FairleadError): string {
  return `${error.code}: ${error.message}`;
}

/** What failed, why, what to do: the top of the summary of a failed run. */
export function renderFailure(error: FairleadError): string {
  const why = error instanceof InputError ? listProblems(error) : markdownText(error.message);
  const lines = [`**What failed** · \`${error.code}\``, '', why, ''];
  if (error.hint !== undefined) lines.push(`**What to do** · ${markdownText(error.hint)}`, '');
  if (error.docs !== undefined) lines.push(`**Read more** · ${error.docs}`, '');
  return lines.join('\n');
}

function listProblems({ problems }: InputError): string {
  const more = problems.length - LIMITS.listedProblems;
  const listed = problems
    .slice(0, LIMITS.listedProblems)
    .map((problem) => `- ${markdownText(describeProblem(problem))}`);
  return [...listed, ...(more > 0 ? [`- ${countOf(more, 'more problem')}`] : [])].join('\n');
}

/** What shows it, folded: below everything that says what failed and why. Empty when there is none. */
export function renderEvidence({ details }: FairleadError): string {
  return details.length === 0 ? '' : markdownDetails('Evidence', markdownFence(details.join('\n')));
}
