import type { Finding, LintResult } from '../finding.ts';
import type { Severity } from '../rule.ts';
import type { Format } from './format.ts';
import { textFormat } from './text.ts';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', advice: 'notice' };

/** For a step of a workflow: the runner puts annotations beside the lines. */
export const githubFormat: Format = {
  name: 'github',
  render: (result, rules) =>
    [...annotations(result), textFormat.render({ ...result, findings: [], unchecked: [] }, rules)].join('\n'),
};

function annotations({ findings, unchecked }: LintResult): readonly string[] {
  return [
    ...unchecked.map((each) => command('error', each, 'not checked', each.reason)),
    ...findings.map((each) =>
      command(
        COMMANDS[each.severity],
        each,
        each.rule,
        each.fix === undefined ? each.reason : `${each.reason}; ${each.fix}`,
      ),
    ),
  ];
}

function command(
  name: string,
  { file, line, column }: Pick<Finding, 'file' | 'line' | 'column'>,
  title: string,
  message: string,
): string {
  return `::${name} file=${property(file)},line=${line},col=${column},title=${property(title)}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
